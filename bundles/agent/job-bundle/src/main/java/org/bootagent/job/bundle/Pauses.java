package org.bootagent.job.bundle;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;

/** Polls, because no event tells when a bundle is up. Only jobs that change a bundle do so. */
final class Pauses {
    private static final Duration STEP = Duration.ofMillis(100);

    private final Clock clock;
    private final Pause pause;

    /** Pauses a thread. */
    interface Pause {
        void pass(Duration time) throws InterruptedException;
    }

    Pauses(Clock clock, Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    Instant end(Duration window) {
        return clock.instant().plus(window);
    }

    boolean isOver(Instant end) {
        return !clock.instant().isBefore(end);
    }

    void step(JobContext context) throws JobException {
        context.checkCancelled();
        step();
    }

    /** Waits once, also after the job was cancelled; for steps that must be completed. */
    void step() throws JobException {
        try {
            pause.pass(STEP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobException(ErrorCode.CANCELLED, "interrupted", e);
        }
    }
}
