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

    /** Runs what may take its time. @throws RejectedExecutionException if too many do already */
    Future<?> submit(Runnable task) throws RejectedExecutionException;

    /** A task that is to run later. */
    interface Cancellable {
        void cancel();
    }
}
