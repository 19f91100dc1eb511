package org.bootagent.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(nullValues = "-", delimiter = '|', textBlock = """
            - | 0
            '' | 0
            0 | 0
            17 | 17
            ' 17 ' | 17
            86400 | 3600
            999999999999999999 | 3600
            -5 | 0
            soon | 0
            Sun, 01 Mar 2026 10:01:30 GMT | 90
            Sun, 01 Mar 2026 09:00:00 GMT | 0
            Mon, 02 Mar 2026 10:00:00 GMT | 3600
            """)
    void readsSecondsAndDatesWithinAnHour(String header, long seconds) {
        assertThat(RetryAfter.parse(header, clock)).isEqualTo(Duration.ofSeconds(seconds));
    }
}
