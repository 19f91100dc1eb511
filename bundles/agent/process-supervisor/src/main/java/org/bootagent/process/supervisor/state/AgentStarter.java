package org.bootagent.process.supervisor.state;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessState;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process of one agent, at once or later, after its hook. Guarded by the monitor of the agent's state. */
final class AgentStarter {
    private static final Logger LOG = LoggerFactory.getLogger(AgentStarter.class);

    private static final Set<ProcessState> STOPPED_SOON = EnumSet.of(ProcessState.STOPPING, ProcessState.RESTARTING);

    private final AgentState state;
    private final AgentServices services;
    private final Outcome outcome;
    private Scheduler.Cancellable next = () -> {};

    /** Runs the hook before a start that no job waits for. */
    private Optional<Thread> preparing = Optional.empty();

    /** Receives the result of a start, with the monitor of the agent's state held. */
    interface Outcome {
        void started(AgentProcess process);

        /** Reports that a start failed that no job waits for. */
        void failed(String why);
    }

    /**
     * A start in progress.
     *
     * @param change number of the state's change; a later one makes the start void
     */
    private record Start(AgentSpec spec, long change) {}

    AgentStarter(AgentState state, AgentServices services, Outcome outcome) {
        this.state = state;
        this.services = services;
        this.outcome = outcome;
    }

    /** Starts the agent unless it runs already, and returns once its program runs. */
    void start() throws JobException {
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

    /** Returns a task that starts the agent, and retries by its policy, unless it was started or stopped meanwhile. */
    Runnable startLater(String why) {
        synchronized (state) {
            state.restore(ProcessState.BACKOFF, why);
            long now = state.changes();
            return () -> services.scheduler().workers().execute(() -> startAgain(now));
        }
    }

    void startAt(Instant when) {
        synchronized (state) {
            long scheduled = state.changes();
            next = services.scheduler().at(when, () -> {
                synchronized (state) {
                    if (state.isUnchangedSince(scheduled)) {
                        state.countRestart();
                        startAgain(scheduled);
                    }
                }
            });
        }
    }

    /** Cancels a start that is prepared or scheduled. */
    void cancel() {
        synchronized (state) {
            preparing.ifPresent(Thread::interrupt);
            next.cancel();
        }
    }

    private Optional<Start> begin() throws JobException {
        synchronized (state) {
            var process = state.process();
            if (STOPPED_SOON.contains(state.current())) {
                throw notStarting(
                        state.spec(),
                        "its process " + process.map(AgentProcess::pid).orElse(0L) + " is still being stopped");
            }
            if (process.isPresent()) {
                holdToLimits(process.get());
            }
            return state.current().hasProcess() ? Optional.empty() : Optional.of(starting());
        }
    }

    /** Applies the limits, which may have been redefined since the start. */
    private void holdToLimits(AgentProcess process) throws JobException {
        var wanted = state.spec().limits();
        if (!process.limits().inForce().equals(wanted)) {
            process.limits().change(wanted);
            state.publish();
        }
    }

    private Start starting() {
        next.cancel();
        state.become(ProcessState.STARTING, "");
        return new Start(state.spec(), state.changes());
    }

    private void notStarted(Start start, String why) {
        synchronized (state) {
            if (state.isUnchangedSince(start.change())) {
                state.become(ProcessState.STOPPED, why);
            }
        }
    }

    private void launch(Start start) throws JobException {
        try {
            services.hooks().preStart(start.spec());
            spawn(start);
        } catch (RuntimeException | Error e) {
            // Else it would be starting for ever.
            LOG.error("Starting agent {} failed", start.spec().name(), e);
            String why = e instanceof IllegalStateException ? e.getMessage() : e.toString();
            throw new JobException(ErrorCode.HOST, "Agent " + start.spec().name() + " does not start: " + why, e);
        }
    }

    private void spawn(Start start) throws JobException {
        synchronized (state) {
            if (!state.isUnchangedSince(start.change())) {
                throw notStarting(start.spec(), "it was stopped meanwhile");
            }
            var started = services.launcher().launch(start.spec());
            outcome.started(started);
            if (start.spec().hooks().postStart() != null) {
                services.scheduler().blocking().execute(() -> services.hooks().postStart(start.spec(), started));
            }
        }
    }

    private static JobException notStarting(AgentSpec spec, String why) {
        return new JobException(ErrorCode.DOES_NOT_START, "Agent " + spec.name() + " does not start: " + why);
    }

    private void startAgain(long scheduled) {
        synchronized (state) {
            if (state.isUnchangedSince(scheduled)) {
                var start = starting();
                if (start.spec().hooks().preStart() == null) {
                    launchAgain(start);
                } else {
                    // The hook may take long, and must not keep others waiting.
                    services.scheduler().blocking().execute(() -> prepareAndLaunch(start));
                }
            }
        }
    }

    private void prepareAndLaunch(Start start) {
        prepares(Optional.of(Thread.currentThread()));
        try {
            launchAgain(start);
        } finally {
            prepares(Optional.empty());
        }
    }

    private void prepares(Optional<Thread> thread) {
        synchronized (state) {
            preparing = thread;
        }
    }

    private void launchAgain(Start start) {
        try {
            launch(start);
        } catch (JobException e) {
            LOG.warn("{}", e.getMessage());
            synchronized (state) {
                if (state.isUnchangedSince(start.change())) {
                    outcome.failed(e.getMessage());
                }
            }
        }
    }
}
