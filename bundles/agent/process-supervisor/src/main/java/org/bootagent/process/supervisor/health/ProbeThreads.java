package org.bootagent.process.supervisor.health;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

/** Runs probes. */
interface ProbeThreads {
    Instant now();

    /** Runs a short task later. */
    Cancellable after(Duration delay, Runnable task);

    /**
     * Runs a task that may take long.
     *
     * @throws RejectedExecutionException if too many run already
     */
    Future<?> submit(Runnable task) throws RejectedExecutionException;

    /** A scheduled task. */
    interface Cancellable {
        void cancel();
    }
}
