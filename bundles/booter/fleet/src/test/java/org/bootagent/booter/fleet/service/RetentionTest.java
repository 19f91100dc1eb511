package org.bootagent.booter.fleet.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.store.MemoryStore;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant OLDEST_KEPT = Instant.parse("2026-01-01T00:00:00Z");

    private final MemoryStore store = new MemoryStore();

    @Test
    void removesHistoryOlderThanTheDaysItIsKept() {
        store.inTransaction(work -> {
            work.hosts().add(new Host("sn", "web1", "1", "", 10, 0, List.of(), NOW, NOW));
            return work.events().add(List.of(event("old", OLDEST_KEPT.minusMillis(1)), event("kept", OLDEST_KEPT)));
        });
        var retention = new Retention(store, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(90));
        assertThat(retention.prune()).isEqualTo(1);
        retention.stop();
        assertThat(store.inTransaction(work -> work.events().list(EventFilter.ALL, Slice.FIRST))
                        .items())
                .extracting(FleetEvent::id)
                .containsExactly("kept");
    }

    @Test
    void refusesANegativeNumberOfDays() {
        assertThatThrownBy(() -> new Retention(store, Clock.systemUTC(), Duration.ofDays(-1)))
                .hasMessage("booter.fleet.retention/days is '-1', must be 0 or more");
    }

    private static FleetEvent event(String id, Instant received) {
        return new FleetEvent(id, "sn", "", "host", "", received, received);
    }
}
