package org.bootagent.dispatcher;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.bootagent.concurrent.NamedThreads;

/** The dispatcher's threads: as many workers as there are jobs to run, and a timer that only hands over to them. After the end, work is dropped: it is on record. */
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

    /** Returns what calls it off. */
    Runnable later(Duration delay, Runnable work) {
        var future = timer.schedule(() -> workers.execute(work), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    /** Waits so long for what runs. */
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
