package org.bootagent.booter.publish.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void noPointIsOfATimeToCome() {
        var before = PublisherFixtures.at(NOW.minusSeconds(5));
        var ahead = PublisherFixtures.at(NOW.plusSeconds(86_400));

        assertThat(Metrics.request(List.of(before, ahead), NOW).findValuesAsText("timeUnixNano"))
                .containsOnly(
                        Long.toString(before.distinctNanos()),
                        Long.toString(PublisherFixtures.at(NOW).distinctNanos()));
    }
}
