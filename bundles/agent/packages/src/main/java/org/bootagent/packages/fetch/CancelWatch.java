package org.bootagent.packages.fetch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.job.JobContext;

/** Breaks a transfer off when its job is cancelled. A read that blocks hears of no interrupt: closing its connection is what ends it. */
final class CancelWatch {
    private static final long POLL_MILLIS = 100;

    private final ScheduledFuture<?> polling;

    CancelWatch(ScheduledExecutorService scheduler, JobContext context, Runnable breakOff) {
        Runnable poll = () -> {
            if (context.cancelled()) {
                breakOff.run();
            }
        };
        polling = scheduler.scheduleWithFixedDelay(poll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
    }

    void stop() {
        polling.cancel(false);
    }
}
