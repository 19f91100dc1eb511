package org.bootagent.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Wait after every server has failed: exponential with full jitter, so that hosts that lost their server together do not return together. Bound to
 * the step, because a server that is up takes one report per step from each host anyway: a host with a short step need not stay away for minutes.
 */
public final class Backoff {
    public static final Duration LONGEST = Duration.ofMinutes(5);
    public static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration BASE = Duration.ofSeconds(5);
    private static final int STEPS_AT_MOST = 4;
    private static final int MAX_EXPONENT = 16;

    private final RandomGenerator random;
    private int failures;

    public Backoff(RandomGenerator random) {
        this.random = random;
    }

    public Duration next(Duration step) {
        long base = shorter(step, BASE).toMillis();
        long ceiling =
                Math.min(base << Math.min(failures, MAX_EXPONENT), cap(step).toMillis());
        failures++;
        return Duration.ofMillis(random.nextLong(SHORTEST.toMillis(), ceiling + 1));
    }

    public void reset() {
        failures = 0;
    }

    public static Duration cap(Duration step) {
        return shorter(step.multipliedBy(STEPS_AT_MOST), LONGEST);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
