package org.bootagent.process.supervisor.state;

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
import org.bootagent.api.process.HealthCheck.Action;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.health.Health;
import org.bootagent.process.supervisor.host.Durations;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.bootagent.process.supervisor.launch.Launcher;
import org.bootagent.process.supervisor.log.LogTail;
import org.bootagent.process.supervisor.proc.Ending;
import org.bootagent.process.supervisor.restart.Exit;
import org.bootagent.process.supervisor.restart.Failures;
import org.bootagent.process.supervisor.restart.RestartPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent: its definition, the state of its process, and the only place that changes either. A lock is held while a process is being started, which takes
 * milliseconds, but never while one is being stopped; who only wants to know takes no lock.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** In the reason of an agent in backoff, before what follows. */
    static final String STARTS_AGAIN = "; starts again ";

    private final Launcher launcher;
    private final Scheduler scheduler;
    private final EventSink events;
    private final Consumer<Halt> halts;
    private final Companions companions;
    private final AgentHealth health;
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

    /** Runs what precedes a start that nobody waits for. */
    private Optional<Thread> preparing = Optional.empty();

    private volatile AgentStatus status;

    /** @param halts is told when it is left alone until somebody starts it */
    public Agent(
            AgentSpec spec,
            Launcher launcher,
            Scheduler scheduler,
            EventSink events,
            Companions companions,
            Consumer<Halt> halts,
            Instant up) {
        this.spec = spec;
        this.launcher = launcher;
        this.scheduler = scheduler;
        this.events = events;
        this.halts = halts;
        this.companions = companions;
        this.health = companions.health();
        this.up = up;
        publishStatus();
    }

    public AgentStatus status() {
        return status;
    }

    public synchronized AgentSpec spec() {
        return spec;
    }

    public synchronized void define(AgentSpec newSpec) {
        spec = newSpec;
        publishStatus();
    }

    /** Takes over a process that an earlier host agent has started. */
    public synchronized void adopt(AgentProcess running) {
        LOG.info(
                running.lives() ? "Adopted agent {} with pid {}" : "Agent {} with pid {} has ended meanwhile",
                spec.name(),
                running.pid());
        run(running);
    }

    /** As an earlier host agent has left it. */
    public synchronized void rest(Halt halt) {
        state = halt.state();
        reason = halt.reason();
        publishStatus();
    }

    /** Starts it soon, and tries again by its policy if that fails. */
    public void startSoon() {
        startLater("").run();
    }

    /** What starts it, and tries again by its policy if that fails; unless somebody has started or stopped it by then. */
    public synchronized Runnable startLater(String why) {
        long now = ++changes;
        state = ProcessState.BACKOFF;
        reason = why;
        publishStatus();
        return () -> scheduler.workers().execute(() -> startAgain(now));
    }

    public void start() throws JobException {
        var begun = begin();
        if (begun.isPresent()) {
            try {
                launch(begun.get());
            } catch (JobException e) {
                notStarted(begun.get(), e.getMessage());
                throw e;
            }
        }
    }

    /** Empty if it runs already. */
    private synchronized Optional<Start> begin() throws JobException {
        failures = Failures.NONE;
        restarts = 0;
        if (state == ProcessState.STOPPING) {
            throw new JobException(
                    ErrorCode.DOES_NOT_START,
                    "Agent " + spec.name() + " does not start: its process " + process.pid()
                            + " is still being stopped");
        }
        if (process != null) {
            holdToLimits();
        }
        return state.hasProcess() ? Optional.empty() : Optional.of(starting());
    }

    private synchronized void notStarted(Start start, String why) {
        if (start.change() == changes) {
            become(ProcessState.STOPPED, why);
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
    public void stop() throws JobException {
        AgentProcess running;
        AgentSpec current;
        synchronized (this) {
            if (process == null) {
                preparing.ifPresent(Thread::interrupt);
                changes++;
                nextStart.cancel();
                become(ProcessState.STOPPED, "");
                return;
            }
            become(ProcessState.STOPPING, "");
            running = process;
            current = spec;
        }
        boolean gone = end(current, running);
        running.whenEnded(Runnable::run, ending -> stopped(running));
        if (!gone) {
            throw new JobException(
                    ErrorCode.DOES_NOT_STOP,
                    "Agent " + current.name() + " does not stop: processes of group " + running.pid()
                            + " are still there after SIGKILL; see what they wait for in /proc/" + running.pid()
                            + "/stack");
        }
    }

    private boolean end(AgentSpec current, AgentProcess running) {
        companions.hooks().preStop(current, running);
        boolean gone = running.stop(current.stopSignal(), current.stopGrace());
        if (gone) {
            companions.hooks().postStop(current);
        }
        return gone;
    }

    /** Lets a job wait for it. */
    public void await(JobContext context, Wait wait) throws JobException {
        LogTail output;
        synchronized (this) {
            output = process == null ? null : launcher.output(spec.name(), process);
            health.awaiting(true);
        }
        try {
            wait.run(new Awaiting(this, scheduler, context, output));
        } finally {
            synchronized (this) {
                health.awaiting(false);
            }
        }
    }

    /** What a job waits for. */
    interface Wait {
        void run(Awaiting awaiting) throws JobException;
    }

    /** Waits until its status is another one, but not for ever. */
    synchronized AgentStatus awaitChange(AgentStatus seen, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && status.equals(seen); left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return status;
    }

    /** Whether its process has ended, even if nothing has followed from that yet. */
    synchronized boolean hasEnded() {
        return process == null || process.exit().isDone();
    }

    /**
     * A start that is under way.
     *
     * @param change what has changed since makes it void
     */
    private record Start(AgentSpec spec, long change) {}

    private synchronized Start starting() {
        nextStart.cancel();
        become(ProcessState.STARTING, "");
        return new Start(spec, changes);
    }

    private void launch(Start start) throws JobException {
        try {
            companions.hooks().preStart(start.spec());
            spawn(start);
        } catch (IllegalStateException e) {
            throw new JobException(
                    ErrorCode.HOST, "Agent " + start.spec().name() + " does not start: " + e.getMessage(), e);
        }
    }

    private synchronized void spawn(Start start) throws JobException {
        if (start.change() != changes) {
            throw new JobException(
                    ErrorCode.DOES_NOT_START,
                    "Agent " + start.spec().name() + " does not start: it was stopped meanwhile");
        }
        var started = launcher.launch(start.spec());
        run(started);
        if (start.spec().hooks().postStart() != null) {
            scheduler.patient().execute(() -> companions.hooks().postStart(start.spec(), started));
        }
    }

    private synchronized void run(AgentProcess running) {
        process = running;
        become(ProcessState.RUNNING, "");
        health.look(spec, running, now -> heard(running, now));
        publishStatus();
        running.whenEnded(scheduler.workers(), ending -> exited(running, ending));
    }

    private synchronized void startAgain(long scheduled) {
        if (scheduled == changes) {
            var start = starting();
            if (start.spec().hooks().preStart() == null) {
                launchAgain(start);
            } else {
                // It may take long, and must not keep others waiting.
                scheduler.patient().execute(() -> prepareAndLaunch(start));
            }
        }
    }

    private void prepareAndLaunch(Start start) {
        synchronized (this) {
            preparing = Optional.of(Thread.currentThread());
        }
        try {
            launchAgain(start);
        } finally {
            synchronized (this) {
                preparing = Optional.empty();
            }
        }
    }

    private void launchAgain(Start start) {
        try {
            launch(start);
        } catch (JobException e) {
            LOG.warn("{}", e.getMessage());
            synchronized (this) {
                if (start.change() == changes) {
                    ended(new Exit(OptionalInt.empty(), Duration.ZERO), e.getMessage(), scheduler.now());
                }
            }
        }
    }

    private void heard(AgentProcess looked, Health now) {
        Action action;
        String why;
        synchronized (this) {
            if (!runs(looked)) {
                return;
            }
            action = health.heard(now);
            why = health.describe();
            publishStatus();
            notifyAll();
        }
        if (action == Action.ROLLBACK && companions.rollback().rollBack(spec().name(), why)) {
            return;
        }
        if (action != Action.REPORT) {
            scheduler.patient().execute(() -> restartBecause(looked, why));
        }
    }

    /** Its restart policy decides when, as if it had ended by itself. */
    private void restartBecause(AgentProcess ill, String why) {
        Start stop;
        synchronized (this) {
            if (!runs(ill)) {
                return;
            }
            become(ProcessState.STOPPING, why);
            stop = new Start(spec, changes);
        }
        end(stop.spec(), ill);
        ill.whenEnded(Runnable::run, ending -> stoppedBecause(ill, stop, why));
    }

    private synchronized void stoppedBecause(AgentProcess gone, Start stop, String why) {
        if (stop.change() == changes && Objects.equals(process, gone)) {
            process = null;
            launcher.forget(spec.name());
            var now = scheduler.now();
            next(new Exit(OptionalInt.empty(), Duration.between(gone.started(), now)), now)
                    .ifPresentOrElse(when -> backOff(why, now, when), () -> giveUp(why));
        }
    }

    private void exited(AgentProcess ended, Ending ending) {
        var now = scheduler.now();
        if (!runs(ended)) {
            return;
        }
        var exit = new Exit(ending.code(), Duration.between(ended.started(), ending.at()));
        var cleared = clearUp(ended, exit);
        synchronized (this) {
            if (runs(ended)) {
                exited(ended, cleared, now);
            }
        }
    }

    private synchronized void exited(AgentProcess ended, Cleared cleared, Instant now) {
        var exit = cleared.exit();
        LOG.info("Agent {} with pid {} {}", spec.name(), ended.pid(), exit.describe());
        process = null;
        cleared.overLimit()
                .ifPresentOrElse(detail -> killed(exit, detail, now), () -> ended(exit, exit.describe(), now));
        launcher.forget(spec.name());
    }

    private record Cleared(Exit exit, Optional<String> overLimit) {}

    /** What cannot be looked at or cleared away, say for want of descriptors, must not keep the agent from being started again. */
    private Cleared clearUp(AgentProcess ended, Exit exit) {
        try {
            var overLimit = ended.overLimit(exit.code());
            boolean left = exit.looksLikeADaemon() && ended.hasLeft();
            ended.killRemains();
            return new Cleared(new Exit(exit.code(), exit.lived(), left), overLimit);
        } catch (RuntimeException e) {
            LOG.warn("What agent {} with pid {} has left could not be cleared away", spec().name(), ended.pid(), e);
            return new Cleared(exit, Optional.empty());
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
        become(ProcessState.BACKOFF, how + STARTS_AGAIN + Durations.format(Duration.between(now, when)) + " later");
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
        if (next != ProcessState.RUNNING) {
            health.forget();
        }
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
                health.known().state(),
                health.known().reason());
    }
}
