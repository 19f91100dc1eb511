package org.bootagent.transport.http;

import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.utils.DateUtils;

/** Parses the {@code Retry-After} of an overloaded server: seconds or a date. */
final class RetryAfter {
    /** Longest time for which a server can silence a host. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** Returns how long to leave the server alone; zero if it does not say, or sends nonsense. */
    static Duration parse(String header, Clock clock) {
        Duration wait = header == null ? Duration.ZERO : read(header.strip(), clock);
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Duration read(String header, Clock clock) {
        if (header.matches("[0-9]{1,18}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        var date = DateUtils.parseStandardDate(header);
        return date == null ? Duration.ZERO : Duration.between(clock.instant(), date);
    }
}
