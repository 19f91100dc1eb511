package org.bootagent.booter.publish.influxdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void noPointIsOfATimeToCome() {
        var before = PublisherFixtures.at(NOW.minusSeconds(5));
        var ahead = PublisherFixtures.at(NOW.plusSeconds(86_400));

        var lines = new LineProtocol("booter_")
                .lines(List.of(before, ahead), NOW)
                .lines()
                .toList();

        assertThat(lines.get(0)).endsWith(" " + before.distinctNanos());
        assertThat(lines.get(1)).endsWith(" " + PublisherFixtures.at(NOW).distinctNanos());
    }
}
