package org.bootagent.booter.fleet.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bootagent.booter.fleet.store.FleetStore;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");
    private final List<Object> pruned = new ArrayList<>();

    @Test
    void forgetsWhatIsOlderThanItIsTold() {
        var retention = new Retention(new Noting(), Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofDays(90));
        retention.prune();
        retention.stop();
        assertThat(pruned).containsExactly(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void refusesATimeThatIsNone() {
        assertThatThrownBy(() -> new Retention(new Noting(), Clock.systemUTC(), Duration.ofDays(-1)))
                .hasMessage("booter.fleet.retention/days is '-1', must be 0 or more");
    }

    /** Keeps nothing but the arguments it was called with. */
    private final class Noting implements FleetStore {
        @Override
        public <T> T inTransaction(Function<Transaction, T> work) {
            var noting = (Transaction) Proxy.newProxyInstance(
                    Transaction.class.getClassLoader(),
                    new Class<?>[] {Transaction.class},
                    (proxy, method, arguments) -> {
                        pruned.addAll(List.of(arguments));
                        return 0;
                    });
            return work.apply(noting);
        }
    }
}
