package org.bootagent.process.supervisor.host;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.concurrent.NamedThreads;

/** Runs tasks by one thread that waits and a few that come and go with the work: an idle host has only the first. */
public final class SystemScheduler implements Scheduler, AutoCloseable {
    private static final int WORKERS = 4;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, NamedThreads.numbered("supervisor-timer"));
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            NamedThreads.numbered("supervisor-worker"));

    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            NamedThreads.numbered("supervisor-blocking"));

    public SystemScheduler() {
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        workers.allowCoreThreadTimeOut(true);
    }

    @Override
    public Instant now() {
        return SteadyClock.now();
    }

    @Override
    public Cancellable at(Instant when, Runnable task) {
        long nanos = Math.max(0, Duration.between(now(), when).toNanos());
        var future = timer.schedule(() -> workers.execute(task), nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Executor workers() {
        return workers;
    }

    @Override
    public Executor blocking() {
        return blocking;
    }

    /** Closes after the running tasks, so that no process is half started. */
    @Override
    public void close() {
        timer.shutdownNow();
        workers.shutdown();
        try {
            workers.awaitTermination(5, TimeUnit.SECONDS);
            // Interrupts threads that wait for an agent to stop.
            blocking.shutdownNow();
            blocking.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
