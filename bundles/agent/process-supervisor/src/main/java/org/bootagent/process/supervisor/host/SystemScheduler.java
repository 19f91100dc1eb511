package org.bootagent.process.supervisor.host;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs tasks by one thread that waits and a few that come and go with the work: an idle host has only the first. */
public final class SystemScheduler implements Scheduler, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SystemScheduler.class);
    private static final int WORKERS = 4;

    /** Pause before a thread is asked for again. */
    private static final long AGAIN_SECONDS = 1;

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, NamedThreads.numbered("supervisor-timer"));
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor blocking = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            NamedThreads.numbered("supervisor-blocking"));

    public SystemScheduler() {
        this(NamedThreads.numbered("supervisor-worker"));
    }

    /** @param threads makes the workers */
    SystemScheduler(ThreadFactory threads) {
        workers = new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
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
        var future = timer.schedule(() -> execute(workers, task), nanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Executor workers() {
        return task -> execute(workers, task);
    }

    @Override
    public Executor blocking() {
        return task -> execute(blocking, task);
    }

    /** Runs a task, later if the host has no thread to spare: a task that is dropped would leave an agent as it is for ever. */
    private void execute(Executor threads, Runnable task) {
        try {
            threads.execute(task);
        } catch (OutOfMemoryError e) {
            LOG.warn("No thread can be started ({}); trying again in {} s", e.getMessage(), AGAIN_SECONDS);
            var unused = timer.schedule(() -> execute(threads, task), AGAIN_SECONDS, TimeUnit.SECONDS);
        }
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
