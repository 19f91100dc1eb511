package org.bootagent.dispatcher;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.concurrent.NamedThreads;

/**
 * Threads of the dispatcher: as many workers as there are jobs to run, and a timer that only hands work to them. After closing, work is dropped; it is on
 * record.
 */
final class Threads {
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            NamedThreads.numbered("job-worker"),
            new ThreadPoolExecutor.DiscardPolicy());
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, NamedThreads.numbered("job-timer"), new ThreadPoolExecutor.DiscardPolicy());

    Threads() {
        timer.setRemoveOnCancelPolicy(true);
    }

    void now(Runnable work) {
        workers.execute(work);
    }

    /** Schedules work and returns an action that cancels it. */
    Runnable later(Duration delay, Runnable work) {
        var future = timer.schedule(() -> workers.execute(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** Closes, and waits at most this long for running work. */
    void close(Duration patience) {
        timer.shutdownNow();
        workers.shutdown();
        try {
            boolean unused = workers.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
