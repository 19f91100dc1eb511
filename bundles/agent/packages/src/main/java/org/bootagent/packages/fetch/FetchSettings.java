package org.bootagent.packages.fetch;

import java.time.Duration;

/**
 * How packages are fetched.
 *
 * @param maxBytes largest package accepted
 * @param maxKeptBytes of downloads that did not end
 * @param connectTimeout until a server is connected
 * @param responseTimeout without a byte
 * @param retries of one mirror that in a row brought nothing
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

    /** How long to wait after so many failures in a row. */
    Duration delayAfter(int failures) {
        var delay = retryDelay.multipliedBy(1L << Math.min(failures - 1, 16));
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }
}
