package org.bootagent.dispatcher;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobQueue.Action;

/** Finds a job's handler. A bundle that is being started, updated or reconfigured is absent for a moment, so its jobs wait a while. */
final class HandlerWait {
    private final HandlerRegistry registry;
    private final Duration patience;
    private final Threads threads;
    private final Runnable whenOver;
    /** Waiting jobs, and whether each has waited long enough. */
    private final Map<JobRun, Boolean> waits = new ConcurrentHashMap<>();

    /** @param whenOver called when a job has waited long enough */
    HandlerWait(HandlerRegistry registry, Duration patience, Threads threads, Runnable whenOver) {
        this.registry = registry;
        this.patience = patience;
        this.threads = threads;
        this.whenOver = whenOver;
    }

    /** Returns the handler, or one that refuses the job if it has waited long enough. Empty while it waits. */
    Optional<JobHandler> handler(JobRun run) {
        var registration = registry.find(run.job().action(), run.job().name());
        if (registration.isPresent()) {
            waits.remove(run);
            return Optional.of(registration.get().handler());
        }
        Boolean over = waits.putIfAbsent(run, false);
        if (over == null) {
            threads.later(patience, () -> over(run));
        }
        return Boolean.TRUE.equals(over) ? Optional.of(this::refuse) : Optional.empty();
    }

    boolean waiting(JobRun run) {
        return waits.containsKey(run);
    }

    void forget(JobRun run) {
        waits.remove(run);
    }

    private void over(JobRun run) {
        waits.replace(run, true);
        whenOver.run();
    }

    private void refuse(Job job, JobContext context) throws JobException {
        String actions = registry.actions().stream().map(Action::action).collect(Collectors.joining(", "));
        throw new JobException(
                ErrorCode.UNKNOWN_ACTION,
                "no bundle on this host provides action '" + job.action() + "'; it has: " + actions);
    }
}
