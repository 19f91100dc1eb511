package org.bootagent.booter.publish.pipeline;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Pause after a sink's failure: exponential with full jitter, so that several Booters do not come back to it together. */
final class Backoff {
    private static final int MAX_EXPONENT = 20;

    private final Duration base;
    private final Duration longest;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration base, Duration longest, RandomGenerator random) {
        this.base = base;
        this.longest = longest;
        this.random = random;
    }

    /** @param least wait that the sink asked for; honoured up to the longest wait */
    Duration next(Duration least) {
        long ceiling = Math.min(base.toMillis() << Math.min(failures, MAX_EXPONENT), longest.toMillis());
        failures++;
        var jittered = Duration.ofMillis(random.nextLong(ceiling + 1));
        var asked = least.compareTo(longest) > 0 ? longest : least;
        return asked.compareTo(jittered) > 0 ? asked.plus(jittered.dividedBy(10)) : jittered;
    }

    void reset() {
        failures = 0;
    }
}
