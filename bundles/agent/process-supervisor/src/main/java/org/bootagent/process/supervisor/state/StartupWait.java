package org.bootagent.process.supervisor.state;

import java.time.Duration;
import java.util.function.Predicate;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.ProcessState;
import org.bootagent.process.supervisor.host.Durations;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.log.LogTail;

/** Lets a job wait until an agent that was started is up, or healthy. */
public final class StartupWait {
    private static final long LONGEST_WAIT_MILLIS = 1000;

    private final AgentState agent;
    private final Scheduler scheduler;
    private final JobContext context;
    private final LogTail output;

    /** The condition that a job waits for. */
    public interface Goal {
        void await(StartupWait startup) throws JobException;
    }

    /** @param output log of the awaited process, or null */
    StartupWait(AgentState agent, Scheduler scheduler, JobContext context, LogTail output) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.context = context;
        this.output = output;
    }

    /** See {@link org.bootagent.api.process.ProcessSupervisor#awaitUp}. */
    public void up(Duration settle) throws JobException {
        if (!holds(settle, status -> false)) {
            throw new JobException(
                    ErrorCode.CRASHED,
                    "Agent " + agent.status().name() + " did not stay up: " + broke(agent.status()) + said());
        }
    }

    /** See {@link org.bootagent.api.process.ProcessSupervisor#awaitHealthy}. */
    public void healthy(Duration window) throws JobException {
        if (!holds(window, StartupWait::isWell)) {
            throw new JobException(
                    ErrorCode.CRASHED,
                    "Agent " + agent.status().name() + " did not stay up until it was healthy: " + broke(agent.status())
                            + said());
        }
        var status = agent.status();
        if (!isWell(status)) {
            throw new JobException(
                    ErrorCode.UNHEALTHY,
                    "Agent " + status.name() + " was not healthy within " + Durations.format(window) + ": "
                            + (status.healthReason().isEmpty() ? "no check has ended yet" : status.healthReason())
                            + said());
        }
    }

    /** Returns whether an agent is healthy or has no check. */
    private static boolean isWell(AgentStatus status) {
        return status.health() == HealthState.HEALTHY || status.health() == HealthState.NONE;
    }

    /** Waits and returns whether the process is still the same when the time is over, or the status is enough. */
    private boolean holds(Duration time, Predicate<AgentStatus> enough) throws JobException {
        var first = begun();
        var now = first;
        while (now.state() == ProcessState.RUNNING && now.pid() == first.pid()) {
            context.checkCancelled();
            var left = time.minus(Duration.between(now.started(), scheduler.now()));
            if (enough.test(now) || ((left.isNegative() || left.isZero()) && !agent.hasEnded())) {
                return true;
            }
            now = await(now, Math.max(1, Math.min(left.toMillis(), LONGEST_WAIT_MILLIS)));
        }
        return false;
    }

    /** Waits for the end of a hook that may still be running before the process. */
    private AgentStatus begun() throws JobException {
        var now = agent.status();
        while (now.state() == ProcessState.STARTING) {
            context.checkCancelled();
            now = await(now, LONGEST_WAIT_MILLIS);
        }
        return now;
    }

    private AgentStatus await(AgentStatus seen, long millis) throws JobException {
        try {
            return agent.awaitChange(seen, millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            context.checkCancelled();
            throw new JobException(ErrorCode.CANCELLED, "Interrupted while waiting for agent " + seen.name(), e);
        }
    }

    /** Returns the cause without the plan to start again: the waiting job decides what follows. */
    private static String broke(AgentStatus status) {
        String reason = status.reason();
        int plan = reason.lastIndexOf(AgentRestarts.STARTS_AGAIN);
        String cause = plan < 0 ? reason : reason.substring(0, plan);
        return cause.isEmpty() ? "it is " + status.state().wireName() : cause;
    }

    private String said() {
        String last = output == null ? "" : output.read();
        return last.isEmpty() ? "" : "\nits last output:\n" + last;
    }
}
