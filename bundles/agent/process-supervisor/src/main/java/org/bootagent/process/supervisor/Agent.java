package org.bootagent.process.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent: its definition, the state of its process, and the only place that changes either. A lock is held while a process is being started, which takes
 * milliseconds, but never while one is being stopped; who only wants to know takes no lock.
 */
final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private final Launcher launcher;
    private final Scheduler scheduler;
    private final EventSink events;
    private final Consumer<Halt> halts;
    /** When the supervisor came up. */
    private final Instant up;

    private AgentSpec spec;
    private ProcessState state = ProcessState.STOPPED;
    private String reason = "";
    private AgentProcess process;
    private Failures failures = Failures.NONE;
    private int restarts;
    private Scheduler.Cancellable nextStart = () -> {};
    /** What is scheduled holds only until the next change. */
    private long changes;

    private volatile AgentStatus status;

    /** @param halts is told when it is left alone until somebody starts it */
    Agent(AgentSpec spec, Launcher launcher, Scheduler scheduler, EventSink events, Consumer<Halt> halts, Instant up) {
        this.spec = spec;
        this.launcher = launcher;
        this.scheduler = scheduler;
        this.events = events;
        this.halts = halts;
        this.up = up;
        publishStatus();
    }

    AgentStatus status() {
        return status;
    }

    synchronized AgentSpec spec() {
        return spec;
    }

    synchronized void define(AgentSpec newSpec) {
        spec = newSpec;
        publishStatus();
    }

    /** Takes over a process that an earlier host agent has started. */
    synchronized void adopt(AgentProcess running) {
        LOG.info(
                running.lives() ? "Adopted agent {} with pid {}" : "Agent {} with pid {} has ended meanwhile",
                spec.name(),
                running.pid());
        run(running);
    }

    /** As an earlier host agent has left it. */
    synchronized void rest(Halt halt) {
        state = halt.state();
        reason = halt.reason();
        publishStatus();
    }

    /** Starts it soon, and tries again by its policy if that fails. */
    synchronized void startSoon() {
        long now = ++changes;
        scheduler.workers().execute(() -> startAgain(now));
    }

    synchronized void start() throws JobException {
        failures = Failures.NONE;
        restarts = 0;
        if (state == ProcessState.STOPPING) {
            throw new JobException(
                    ErrorCode.DOES_NOT_START,
                    "Agent " + spec.name() + " does not start: its process " + process.pid()
                            + " is still being stopped");
        }
        if (state.hasProcess()) {
            holdToLimits();
            return;
        }
        try {
            launch();
        } catch (JobException e) {
            become(ProcessState.STOPPED, e.getMessage());
            throw e;
        }
    }

    /** It may have been defined with others since it was started. */
    private synchronized void holdToLimits() throws JobException {
        if (!process.limits().inForce().equals(spec.limits())) {
            process.limits().change(spec.limits());
            publishStatus();
        }
    }

    /** Returns when nothing is left of its process. */
    void stop() throws JobException {
        AgentProcess running;
        AgentSpec current;
        synchronized (this) {
            if (!state.hasProcess()) {
                changes++;
                nextStart.cancel();
                become(ProcessState.STOPPED, "");
                return;
            }
            become(ProcessState.STOPPING, "");
            running = process;
            current = spec;
        }
        boolean gone = running.stop(current.stopSignal(), current.stopGrace());
        running.whenEnded(Runnable::run, ending -> stopped(running));
        if (!gone) {
            throw new JobException(
                    ErrorCode.DOES_NOT_STOP,
                    "Agent " + current.name() + " does not stop: processes of group " + running.pid()
                            + " are still there after SIGKILL; see what they wait for in /proc/" + running.pid()
                            + "/stack");
        }
    }

    /** See {@link org.bootagent.api.process.ProcessSupervisor#awaitUp}. */
    void awaitUp(Duration settle, JobContext context) throws JobException {
        LogTail output;
        String broke;
        synchronized (this) {
            output = process == null ? null : launcher.output(spec.name(), process);
            if (staysUp(process, settle, context)) {
                return;
            }
            broke = reason.isEmpty() ? "it is " + state.wireName() : reason;
        }
        String last = output == null ? "" : output.read();
        throw new JobException(
                ErrorCode.CRASHED,
                "Agent " + spec().name() + " did not stay up: " + broke
                        + (last.isEmpty() ? "" : "\nits last output:\n" + last));
    }

    private synchronized boolean staysUp(AgentProcess watched, Duration settle, JobContext context)
            throws JobException {
        while (state == ProcessState.RUNNING && Objects.equals(process, watched)) {
            context.checkCancelled();
            var left = settle.minus(Duration.between(watched.started(), scheduler.now()));
            if ((left.isNegative() || left.isZero()) && !watched.exit().isDone()) {
                return true;
            }
            try {
                wait(Math.max(1, Math.min(left.toMillis(), LONGEST_WAIT_MILLIS)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                context.checkCancelled();
                throw new JobException(
                        ErrorCode.CANCELLED, "Interrupted while waiting for agent " + spec.name() + " to stay up", e);
            }
        }
        return false;
    }

    private synchronized void launch() throws JobException {
        nextStart.cancel();
        become(ProcessState.STARTING, "");
        try {
            run(launcher.launch(spec));
        } catch (IllegalStateException e) {
            throw new JobException(ErrorCode.HOST, "Agent " + spec.name() + " does not start: " + e.getMessage(), e);
        }
    }

    private synchronized void run(AgentProcess running) {
        process = running;
        become(ProcessState.RUNNING, "");
        running.whenEnded(scheduler.workers(), ending -> exited(running, ending));
    }

    private synchronized void startAgain(long scheduled) {
        if (scheduled != changes) {
            return;
        }
        try {
            launch();
        } catch (JobException e) {
            LOG.warn("{}", e.getMessage());
            ended(new Exit(OptionalInt.empty(), Duration.ZERO), e.getMessage(), scheduler.now());
        }
    }

    private void exited(AgentProcess ended, Ending ending) {
        var now = scheduler.now();
        if (!runs(ended)) {
            return;
        }
        var overLimit = ended.overLimit(ending.code());
        ended.killRemains();
        synchronized (this) {
            if (runs(ended)) {
                var exit = new Exit(ending.code(), Duration.between(ended.started(), ending.at()));
                LOG.info("Agent {} with pid {} {}", spec.name(), ended.pid(), exit.describe());
                process = null;
                overLimit.ifPresentOrElse(detail -> killed(exit, detail, now), () -> ended(exit, exit.describe(), now));
                launcher.forget(spec.name());
            }
        }
    }

    private synchronized boolean runs(AgentProcess asked) {
        return Objects.equals(process, asked) && state == ProcessState.RUNNING;
    }

    private synchronized void ended(Exit exit, String how, Instant now) {
        if (!exit.normal()) {
            events.publish(Event.Type.ABNORMAL_EXIT, spec.name(), how);
        }
        next(exit, now).ifPresentOrElse(when -> backOff(how, now, when), () -> giveUp(how));
    }

    private synchronized void killed(Exit exit, String detail, Instant now) {
        events.publish(Event.Type.KILLED, spec.name(), detail);
        become(ProcessState.KILLED, detail);
        var restart = policy().restartsKilled() ? next(exit, now) : Optional.<Instant>empty();
        restart.ifPresentOrElse(this::startAt, () -> halts.accept(new Halt(state, detail)));
    }

    /** When it starts again, if ever. */
    private synchronized Optional<Instant> next(Exit exit, Instant now) {
        var decision = policy().after(exit, failures, now, up);
        failures = decision.failures();
        return decision.restart();
    }

    private synchronized RestartPolicy policy() {
        return RestartPolicy.of(spec.restart());
    }

    private synchronized void backOff(String how, Instant now, Instant when) {
        become(
                ProcessState.BACKOFF,
                how + "; starts again " + Durations.format(Duration.between(now, when)) + " later");
        startAt(when);
    }

    private synchronized void startAt(Instant when) {
        long scheduled = changes;
        nextStart = scheduler.at(when, () -> {
            synchronized (this) {
                restarts += scheduled == changes ? 1 : 0;
                startAgain(scheduled);
            }
        });
    }

    private synchronized void giveUp(String how) {
        String detail = how + "; given up after " + failures.count() + " failures, start it when the cause is removed";
        become(ProcessState.FATAL, detail);
        halts.accept(new Halt(state, detail));
        events.publish(Event.Type.GAVE_UP, spec.name(), detail);
    }

    private synchronized void stopped(AgentProcess gone) {
        if (Objects.equals(process, gone) && state == ProcessState.STOPPING) {
            process = null;
            launcher.forget(spec.name());
            become(ProcessState.STOPPED, "");
        }
    }

    private synchronized void become(ProcessState next, String why) {
        if (next != state && !state.mayBecome(next)) {
            throw new IllegalStateException("Agent " + spec.name() + " cannot go from " + state + " to " + next);
        }
        LOG.debug("Agent {}: {} -> {} {}", spec.name(), state, next, why);
        changes++;
        state = next;
        reason = why;
        publishStatus();
        notifyAll();
    }

    private synchronized void publishStatus() {
        var shown = state.hasProcess() ? process : null;
        status = new AgentStatus(
                spec.name(),
                spec.version(),
                spec.release(),
                state,
                shown == null ? 0 : shown.pid(),
                shown == null ? null : shown.started(),
                restarts,
                reason,
                shown == null ? Limits.NONE : shown.limits().inForce(),
                shown == null ? "" : shown.limits().mechanism(),
                HealthState.NONE,
                "");
    }
}
