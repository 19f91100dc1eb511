package org.bootagent.packages.fetch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.job.JobContext;

/** Breaks off the transfer of a cancelled job. A blocked read ignores interrupts, so the connection is closed. */
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
