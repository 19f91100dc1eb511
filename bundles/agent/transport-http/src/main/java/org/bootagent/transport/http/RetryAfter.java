package org.bootagent.transport.http;

import java.time.Clock;
import java.time.Duration;
import org.apache.hc.client5.http.utils.DateUtils;

/** The {@code Retry-After} of a server that has enough to do: seconds or a date. */
final class RetryAfter {
    /** A server cannot silence a host for longer, whatever it says. */
    static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** How long to leave that server alone; zero if it does not say, or says nonsense. */
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
