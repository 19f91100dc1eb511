package org.bootagent.booter.publish.elasticsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

class BulkTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void aHostWhoseClockIsAheadMakesNoIndexOfADayToCome() throws Exception {
        var batch = List.of(
                PublisherFixtures.at(Instant.parse("2026-02-27T23:59:59Z")),
                PublisherFixtures.at(Instant.parse("+12026-05-04T01:00:00Z")));

        var lines = new String(Bulk.body(new OwnDocuments(OwnDocuments.INDEX).of(batch, NOW)), StandardCharsets.UTF_8)
                .lines()
                .toList();

        assertThat(index(lines.get(0))).isEqualTo("booter-event-2026.02.27");
        assertThat(index(lines.get(2))).isEqualTo("booter-event-2026.03.01");
        assertThat(Json.MAPPER.readTree(lines.get(3)).path("@timestamp").asText())
                .as("the host's own time")
                .isEqualTo("+12026-05-04T01:00:00Z");
    }

    private static String index(String action) throws Exception {
        return Json.MAPPER.readTree(action).path("create").path("_index").asText();
    }
}
