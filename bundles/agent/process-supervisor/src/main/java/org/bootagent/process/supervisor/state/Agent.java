package org.bootagent.process.supervisor.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck.Action;
import org.bootagent.api.process.ProcessState;
import org.bootagent.process.supervisor.health.Health;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.bootagent.process.supervisor.log.LogTail;
import org.bootagent.process.supervisor.proc.ProcessEnd;
import org.bootagent.process.supervisor.restart.AgentExit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent: actions on it, and the consequences of its process's end and health. The monitor of its state is held while a process is started, which takes
 * milliseconds, but never while one is stopped.
 */
public final class Agent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final AgentServices services;
    private final AgentHealth health;
    private final AgentState state;
    private final AgentStarter starter;
    private final AgentRestarts restarts;

    /**
     * Creates an agent.
     *
     * @param halts told when the agent is left alone until a job starts it
     * @param up when the supervisor came up
     */
    public Agent(AgentSpec spec, AgentServices services, Consumer<HaltReason> halts, Instant up) {
        this.services = services;
        this.health = services.health();
        this.state = new AgentState(spec, health);
        this.restarts = new AgentRestarts(state, services, halts, up, this::startAt);
        this.starter = new AgentStarter(state, services, new AgentStarter.Outcome() {
            @Override
            public void started(AgentProcess process) {
                run(process);
            }

            @Override
            public void failed(String why) {
                restarts.ended(
                        new AgentExit(OptionalInt.empty(), Duration.ZERO),
                        why,
                        services.scheduler().now());
            }
        });
    }

    public AgentState state() {
        return state;
    }

    /** Adopts a process that an earlier host agent started. */
    public void adopt(AgentProcess running) {
        LOG.info(
                running.lives() ? "Adopted agent {} with pid {}" : "Agent {} with pid {} has ended meanwhile",
                state.spec().name(),
                running.pid());
        run(running);
    }

    /** Leaves the agent halted, as an earlier host agent did. */
    public void rest(HaltReason halt) {
        state.restore(halt.state(), halt.reason());
    }

    /** Starts the agent soon, and retries by its policy. */
    public void startSoon() {
        startLater("").run();
    }

    /** Returns a task that starts the agent, and retries by its policy, unless it was started or stopped meanwhile. */
    public Runnable startLater(String why) {
        return starter.startLater(why);
    }

    public void start() throws JobException {
        synchronized (state) {
            restarts.forget();
        }
        starter.start();
    }

    /** Stops the agent; returns when nothing is left of its process. */
    public void stop() throws JobException {
        AgentProcess running;
        AgentSpec spec;
        synchronized (state) {
            if (state.process().isEmpty()) {
                starter.cancel();
                state.become(ProcessState.STOPPED, "");
                return;
            }
            state.become(ProcessState.STOPPING, "");
            running = state.process().get();
            spec = state.spec();
        }
        boolean gone = end(spec, running);
        running.whenEnded(Runnable::run, ending -> stopped(running));
        if (!gone) {
            throw new JobException(
                    ErrorCode.DOES_NOT_STOP,
                    "Agent " + spec.name() + " does not stop: processes of group " + running.pid()
                            + " are still there after SIGKILL; see what they wait for in /proc/" + running.pid()
                            + "/stack");
        }
    }

    private boolean end(AgentSpec spec, AgentProcess running) {
        Contained.run(
                "Hook preStop of agent " + spec.name(), () -> services.hooks().preStop(spec, running));
        boolean gone = running.stop(spec.stopSignal(), spec.stopGrace());
        if (gone) {
            Contained.run(
                    "Hook postStop of agent " + spec.name(),
                    () -> services.hooks().postStop(spec));
        }
        return gone;
    }

    private void stopped(AgentProcess gone) {
        synchronized (state) {
            if (state.isProcess(gone) && state.current() == ProcessState.STOPPING) {
                forgetProcess();
                state.become(ProcessState.STOPPED, "");
            }
        }
    }

    private void forgetProcess() {
        state.clearProcess();
        forgetRecord();
    }

    private void forgetRecord() {
        String name = state.spec().name();
        Contained.run(
                "Forgetting the process of agent " + name,
                () -> services.launcher().forget(name));
    }

    /** Lets a job wait for the agent. */
    public void await(JobContext context, StartupWait.Goal goal) throws JobException {
        LogTail output;
        synchronized (state) {
            output = state.process()
                    .map(process -> services.launcher().output(state.spec().name(), process))
                    .orElse(null);
            health.awaiting(true);
        }
        try {
            goal.await(new StartupWait(state, services.scheduler(), context, output));
        } finally {
            synchronized (state) {
                health.awaiting(false);
            }
        }
    }

    private void run(AgentProcess running) {
        synchronized (state) {
            state.run(running);
            Contained.run(
                    "Watching the health of agent " + state.spec().name(),
                    () -> health.look(state.spec(), running, now -> heard(running, now)));
            state.publish();
            running.whenEnded(services.scheduler().workers(), ending -> exited(running, ending));
        }
    }

    private void heard(AgentProcess checked, Health now) {
        Action action;
        String why;
        synchronized (state) {
            if (!state.isRunning(checked)) {
                return;
            }
            action = health.heard(now);
            why = health.describe();
            state.publish();
        }
        if (action == Action.ROLLBACK && rollsBack(why)) {
            return;
        }
        if (action != Action.REPORT) {
            services.scheduler().blocking().execute(() -> restartUnhealthy(checked, why));
        }
    }

    private boolean rollsBack(String why) {
        String name = state.spec().name();
        return Contained.get(
                "Rolling back unhealthy agent " + name,
                false,
                () -> services.rollback().rollBack(name, why));
    }

    /** Ends an unhealthy process. The restart policy decides when it starts again, as if it had ended by itself. */
    private void restartUnhealthy(AgentProcess ill, String why) {
        AgentSpec spec;
        long change;
        synchronized (state) {
            if (!state.isRunning(ill)) {
                return;
            }
            state.become(ProcessState.RESTARTING, why);
            spec = state.spec();
            change = state.changes();
        }
        end(spec, ill);
        ill.whenEnded(Runnable::run, ending -> stoppedUnhealthy(ill, change, why));
    }

    private void stoppedUnhealthy(AgentProcess gone, long change, String why) {
        synchronized (state) {
            if (state.isUnchangedSince(change) && state.isProcess(gone)) {
                forgetProcess();
                var now = services.scheduler().now();
                var exit = new AgentExit(OptionalInt.empty(), Duration.between(gone.started(), now));
                restarts.backOffOrGiveUp(exit, why, now);
            }
        }
    }

    private void exited(AgentProcess gone, ProcessEnd ending) {
        var now = services.scheduler().now();
        if (!state.isRunning(gone)) {
            return;
        }
        var cleared = clearUp(gone, new AgentExit(ending.code(), Duration.between(gone.started(), ending.at())));
        synchronized (state) {
            if (state.isRunning(gone)) {
                var exit = cleared.exit();
                LOG.info("Agent {} with pid {} {}", state.spec().name(), gone.pid(), exit.describe());
                state.clearProcess();
                cleared.overLimit()
                        .ifPresentOrElse(
                                detail -> restarts.killed(exit, detail, now),
                                () -> restarts.ended(exit, exit.describe(), now));
                forgetRecord();
            }
        }
    }

    private void startAt(Instant when) {
        starter.startAt(when);
    }

    private record Cleared(AgentExit exit, Optional<String> overLimit) {}

    /** Kills leftovers of an exited process. A failure, such as for lack of descriptors, must not prevent the next start. */
    private Cleared clearUp(AgentProcess gone, AgentExit exit) {
        String whose = " of agent " + state.spec().name() + " with pid " + gone.pid();
        Optional<String> none = Optional.empty();
        var overLimit = Contained.get("Reading the limits" + whose, none, () -> gone.overLimit(exit.code()));
        boolean left = exit.looksLikeADaemon() && Contained.get("Looking for leftovers" + whose, false, gone::hasLeft);
        gone.killRemains();
        return new Cleared(new AgentExit(exit.code(), exit.lived(), left), overLimit);
    }
}
