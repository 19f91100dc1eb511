package org.bootagent.easyagent.testing.judge;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for conditions that nothing announces.
 *
 * @param patience wait after which the replay fails
 * @param interval time between two looks
 */
record Polling(Duration patience, Duration interval) {
    /** A condition to poll. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits until the condition holds. @throws IllegalStateException if it does not */
    void until(Condition condition) {
        if (!within(patience, condition)) {
            throw new IllegalStateException("what was waited for did not come in " + patience);
        }
    }

    /** Returns whether the condition holds in this time. */
    boolean within(Duration time, Condition condition) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    return false;
                }
                pause(interval);
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sleeps all of this time. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
