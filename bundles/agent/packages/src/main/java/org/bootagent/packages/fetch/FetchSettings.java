package org.bootagent.packages.fetch;

import java.time.Duration;

/**
 * Limits and times for fetching packages.
 *
 * @param maxBytes largest package accepted
 * @param maxKeptBytes total size of incomplete downloads kept
 * @param connectTimeout until a server is connected
 * @param responseTimeout without a byte
 * @param retries consecutive tries of one mirror without a byte
 * @param retryDelay before the first retry; doubled for each further one, at most 30 s
 */
public record FetchSettings(
        long maxBytes,
        long maxKeptBytes,
        Duration connectTimeout,
        Duration responseTimeout,
        int retries,
        Duration retryDelay) {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** Returns the wait after this many failures in a row. */
    Duration delayAfter(int failures) {
        var delay = retryDelay.multipliedBy(1L << Math.min(failures - 1, 16));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
