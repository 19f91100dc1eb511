package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private static final Limits LIMITS =
            new Limits(1000, 10, 1 << 20, Duration.ofMillis(5), 64 << 20, Duration.ofMillis(5), Duration.ofMillis(20));

    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private static final class Named implements org.bootagent.booter.publish.Publisher {
        private final FakePublisher sink;
        private final String name;

        Named(String name, FakePublisher sink) {
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
        var dead = new FakePublisher();
        dead.behaviour = batch -> {
            throw PublishException.retryable("dead", null);
        };
        var alive = new FakePublisher();
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            assertThat(hub.wanted()).isFalse();
            hub.offer(SamplePublications.some(0, 1));
            hub.add(new Named("dead", dead));
            hub.add(new Named("alive", alive));
            hub.offer(SamplePublications.some(0, 500));

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
            var second = new FakePublisher();
            hub.add(new Named("../x", second));
            assertThat(hub.wanted()).isFalse();
            hub.add(new Named("one", new FakePublisher()));
            hub.add(new Named("one", second));
            hub.offer(SamplePublications.some(0, 10));

            await().untilAsserted(() ->
                    assertThat(value(hub, "booter_publish_sent_total", "one")).isEqualTo(10));
            assertThat(second.tries).hasValue(0);
        }
    }

    @Test
    void refusalsNameTheSettingAsItWasWritten() {
        try (var logged = new LogRecords(Hub.class);
                var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            var first = new Named("one", new FakePublisher());
            hub.add(new Named("a b", new FakePublisher()), "booter.publish.http/name");
            hub.add(first, "booter.publish.http~a/name");
            hub.add(new Named("one", new FakePublisher()), "booter.publish.http~b/name");
            hub.add(new Named("one", new FakePublisher()), "booter.publish.http~c/name");
            hub.remove(first);
            assertThat(logged.messages())
                    .contains(
                            "booter.publish.http/name is 'a b', must be 1 to 64 of a-z 0-9 . -, a letter first: this publisher is not used",
                            "booter.publish.http~b/name is 'one', the same as booter.publish.http~a/name: only that publisher is used; give this one another name",
                            "booter.publish.http~c/name is 'one', the same as booter.publish.http~b/name: only that publisher is used; give this one another name");
        }
    }

    @Test
    void theSecondOfANameIsToldOfAndTakesOverWhenTheFirstGoes() {
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            var dead = new FakePublisher();
            dead.behaviour = batch -> {
                throw PublishException.retryable("dead", null);
            };
            var first = new Named("one", dead);
            var second = new FakePublisher();
            var third = new FakePublisher();
            hub.add(first);
            hub.add(new Named("one", second));
            hub.add(new Named("one", third));
            assertThat(unused(hub)).containsExactly(entry("one duplicate", 2.0));
            hub.offer(SamplePublications.some(0, 10));

            hub.remove(first);
            assertThat(unused(hub)).containsExactly(entry("one duplicate", 1.0));
            hub.offer(SamplePublications.some(10, 20));
            await().untilAsserted(
                            () -> assertThat(second.got).containsExactlyElementsOf(SamplePublications.ids(0, 20)));
            assertThat(third.tries).hasValue(0);
        }
    }

    @Test
    void whatIsUnusedIsForgottenWhenItGoes() {
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            var first = new Named("one", new FakePublisher());
            var second = new Named("one", new FakePublisher());
            hub.add(first);
            hub.add(second);
            hub.remove(second);
            assertThat(unused(hub)).isEmpty();
            hub.remove(first);
            assertThat(hub.wanted()).isFalse();
        }
    }

    @Test
    void whatCannotBeUsedIsToldOf() throws Exception {
        Files.writeString(directory.resolve("blocked"), "no directory");
        try (var hub = new Hub(directory, LIMITS, Clock.systemUTC())) {
            var blocked = new Named("blocked", new FakePublisher());
            hub.add(new Named("../x", new FakePublisher()));
            hub.add(new Named(null, new FakePublisher()));
            hub.add(blocked);
            assertThat(hub.wanted()).isFalse();
            assertThat(unused(hub))
                    .containsOnly(entry("../x name", 1.0), entry(" name", 1.0), entry("blocked spool", 1.0));

            hub.remove(blocked);
            Files.delete(directory.resolve("blocked"));
            hub.add(blocked);
            assertThat(hub.wanted()).isTrue();
            assertThat(unused(hub)).doesNotContainKey("blocked spool");
        }
    }

    @Test
    void aSpoolThatCouldNotBeOpenedIsTriedAgainFromTimeToTime() throws Exception {
        Path blocked = Files.writeString(directory.resolve("blocked"), "no directory");
        var seconds = new AtomicLong();
        var clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(seconds.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        var sink = new FakePublisher();
        try (var logged = new LogRecords(Hub.class);
                var hub = new Hub(directory, LIMITS, clock, Runnable::run)) {
            hub.add(new Named("blocked", sink));
            seconds.set(30);
            assertThat(hub.wanted()).isFalse();
            Files.delete(blocked);
            seconds.set(59);
            assertThat(hub.wanted()).as("not yet").isFalse();
            assertThat(unused(hub)).containsExactly(entry("blocked spool", 1.0));
            assertThat(logged.messages()).as("the fault happened, told once").hasSize(1);

            seconds.set(60);

            assertThat(hub.wanted()).isTrue();
            assertThat(unused(hub)).isEmpty();
            hub.offer(SamplePublications.some(0, 3));
            await().until(() -> sink.got.size() == 3);
        }
    }

    /** A process that stops is cut off after 30 s. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void spoolsThatHangLeaveTimeToTheOthers(boolean together) throws Exception {
        var sinks = new HashMap<String, FakePublisher>();
        var hub = new Hub(directory, LIMITS, Clock.systemUTC());
        var publishers = Stream.of("hangs1", "hangs2", "works")
                .map(name -> new Named(name, sinks.computeIfAbsent(name, sink -> new FakePublisher())))
                .toList();
        publishers.forEach(hub::add);
        // Opening a named pipe for writing blocks until it has a reader, as a network drive does whose server has gone.
        // No interrupt ends that.
        var pipes = List.of(pipe("hangs1"), pipe("hangs2"));
        try {
            hub.offer(SamplePublications.some(0, 1));
            await().atMost(LONG).until(() -> sinks.values().stream().allMatch(sink -> sink.got.size() == 1));
            await().atMost(LONG).until(() -> threads(Thread.State.RUNNABLE, "publish-hangs1", "publish-hangs2") == 2);
            sinks.get("works").behaviour = batch -> {
                throw PublishException.retryable("dead", null);
            };
            hub.offer(SamplePublications.some(1, 11));
            await("the fault happens")
                    .atMost(LONG)
                    .until(() -> threads(Thread.State.BLOCKED, "publish-hangs1-spool", "publish-hangs2-spool") == 2);

            var closed = new CompletableFuture<Void>();
            new Thread(() -> {
                        if (!together) {
                            publishers.forEach(hub::remove);
                        }
                        hub.close();
                        closed.complete(null);
                    })
                    .start();

            assertThat(closed).succeedsWithin(Duration.ofSeconds(28));
            try (var spool = new Spool(directory.resolve("works"), 1 << 20, 1 << 16)) {
                assertThat(spool.records()).isEqualTo(10);
            }
        } finally {
            for (Path pipe : pipes) {
                try (var reader = new RandomAccessFile(pipe.toFile(), "rw")) {
                    assertThat(reader.getFD().valid()).isTrue();
                    Files.deleteIfExists(pipe);
                }
            }
            await().atMost(LONG)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("publish-hangs")));
        }
    }

    /** Makes a named pipe where the spool of a publisher writes its position. */
    private Path pipe(String publisher) throws Exception {
        Path pipe = directory.resolve(publisher).resolve("position.next");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }

    private static long threads(Thread.State state, String... names) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> List.of(names).contains(thread.getName()) && thread.getState() == state)
                .count();
    }

    @Test
    void nobodyTakesOverAtTheEnd() {
        var second = new FakePublisher();
        var hub = new Hub(directory, LIMITS, Clock.systemUTC());
        hub.add(new Named("one", new FakePublisher()));
        hub.add(new Named("one", second));
        hub.close();

        assertThat(hub.wanted()).isFalse();
    }

    private static Map<String, Double> unused(Hub hub) {
        return hub.metrics().stream()
                .filter(one -> one.name().equals("booter_publish_unused"))
                .flatMap(one -> one.samples().stream())
                .collect(Collectors.toMap(
                        sample -> sample.labels().get("publisher") + " "
                                + sample.labels().get("reason"),
                        sample -> sample.value().doubleValue()));
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
