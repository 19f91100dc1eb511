package org.bootagent.watchdog;

import java.time.Duration;

/**
 * Sign of life.
 *
 * @param guard the process it is meant for; 0: nobody
 * @param hangSeconds how long without one means that this process hangs; 0: nothing means that
 */
record SignOfLife(long guard, int hangSeconds) {
    /** Interval when nobody watches: only the first sign of life matters. */
    private static final Duration UNWATCHED = Duration.ofMinutes(1);

    /** Returns the interval: three in the time, so that a late one does no harm. */
    Duration interval() {
        return hangSeconds == 0 ? UNWATCHED : Duration.ofMillis(hangSeconds * 1000L / 3);
    }

    /** Formats one line, always of the same length, so that it replaces the one before in one write. */
    String line(long pid, long nanos) {
        return "%020d %010d %06d %010d%n".formatted(nanos & Long.MAX_VALUE, guard, hangSeconds, pid);
    }
}
