package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bootagent.booter.publish.PublishException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
    private static final Limits LIMITS =
            new Limits(1000, 10, 1 << 20, Duration.ofMillis(5), 64 << 20, Duration.ofMillis(5), Duration.ofMillis(20));

    @TempDir
    Path directory;

    private static final class Named implements org.bootagent.booter.publish.Publisher {
        private final Sink sink;
        private final String name;

        Named(String name, Sink sink) {
            this.name = name;
            this.sink = sink;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void send(java.util.List<org.bootagent.booter.publish.Publication> batch)
                throws PublishException, InterruptedException {
            sink.send(batch);
        }
    }

    @Test
    void aDeadPublisherIsNotTheOthersAffair() throws Exception {
        var dead = new Sink();
        dead.behaviour = batch -> {
            throw PublishException.retryable("dead", null);
        };
        var alive = new Sink();
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            assertThat(hub.wanted()).isFalse();
            hub.offer(Told.some(0, 1));
            hub.add(new Named("dead", dead));
            hub.add(new Named("alive", alive));
            hub.offer(Told.some(0, 500));

            await().until(() -> alive.got.size() == 500);
            await().untilAsserted(() ->
                    assertThat(value(hub, "booter_publish_sent_total", "alive")).isEqualTo(500));
            await().untilAsserted(() ->
                    assertThat(value(hub, "booter_publish_spooled", "dead")).isEqualTo(500));
            assertThat(value(hub, "booter_publish_failing", "dead")).isEqualTo(1);
            assertThat(value(hub, "booter_publish_retries_total", "dead")).isPositive();
            assertThat(value(hub, "booter_publish_last_error_timestamp_seconds", "dead"))
                    .isPositive();
        }
    }

    @Test
    void aNameIsThereOnceAndFitForADirectory() {
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            var second = new Sink();
            hub.add(new Named("../x", second));
            assertThat(hub.wanted()).isFalse();
            hub.add(new Named("one", new Sink()));
            hub.add(new Named("one", second));
            hub.offer(Told.some(0, 10));

            await().untilAsserted(() ->
                    assertThat(value(hub, "booter_publish_sent_total", "one")).isEqualTo(10));
            assertThat(second.tries).hasValue(0);
        }
    }

    private static double value(Hub hub, String family, String publisher) {
        return hub.metrics().stream()
                .filter(one -> one.name().equals(family))
                .flatMap(one -> one.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("publisher", publisher)))
                .mapToDouble(sample -> sample.value().doubleValue())
                .sum();
    }
}
