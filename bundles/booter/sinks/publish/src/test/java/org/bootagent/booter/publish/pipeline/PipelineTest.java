package org.bootagent.booter.publish.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PipelineTest {
    @TempDir
    Path directory;

    private final FakePublisher sink = new FakePublisher();
    private Pipeline pipeline;

    @AfterEach
    void close() {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Test
    void sendsInOrderAndInBatches() throws Exception {
        open(limits(1000, 10));
        pipeline.offer(SamplePublications.some(0, 100));

        await().until(() -> sink.got.size() == 100);
        assertThat(sink.got).isEqualTo(SamplePublications.ids(0, 100));
        assertThat(sink.batches).allMatch(size -> size <= 10);
        await().until(() -> pipeline.spool().records() == 0);
        assertThat(pipeline.counters().sent.sum()).isEqualTo(100);
    }

    @Test
    void closingWaitsForAThreadThatIsSlow() throws Exception {
        try (var logged = new LogRecords(Pipeline.class)) {
            // As on a busy machine: the thread gets no processor before closing has begun to wait.
            ThreadFactory slow = task -> NamedThreads.create("slow", () -> {
                try {
                    await().atMost(Duration.ofMinutes(2))
                            .until(() -> logged.messages().stream().anyMatch(line -> line.contains("Not all")));
                } finally {
                    task.run();
                }
            });
            pipeline = new Pipeline(directory, sink, limits(1000, 10), Clock.systemUTC(), new Random(1), slow);
            pipeline.offer(SamplePublications.some(0, 10));
            pipeline.close();
            assertThat(logged.messages()).as("the fault happened").isNotEmpty();
        }
        try (var spool = new Spool(directory, 1 << 20, 1 << 16)) {
            assertThat(spool.records()).isEqualTo(10);
        }
    }

    @Test
    void retriesUntilTheSinkTakesIt() throws Exception {
        sink.behaviour = batch -> {
            if (sink.tries.get() < 4) {
                throw PublishException.retryable("connection refused", null);
            }
        };
        open(limits(1000, 10));
        pipeline.offer(SamplePublications.some(0, 5));

        await().until(() -> sink.got.size() == 5);
        assertThat(pipeline.counters().retries.sum()).as("the fault happened").isEqualTo(3);
        assertThat(pipeline.counters().lastError()).isEqualTo("connection refused");
        await().until(() -> !pipeline.counters().failing());
    }

    @Test
    void onlyWhatTheSinkDidNotTakeIsSentAgain() throws Exception {
        try (var logged = new LogRecords(Delivery.class)) {
            sink.behaviour = batch -> {
                if (sink.tries.get() == 1) {
                    sink.got.add(batch.get(0).id());
                    throw PublishException.partly(
                            batch.subList(2, 5), 1, Duration.ZERO, "one is wrong, three came too early");
                }
            };
            open(limits(1000, 5));
            pipeline.offer(SamplePublications.some(0, 5));

            await().until(() -> sink.got.size() == 4);
            assertThat(sink.got).containsExactly("n0", "n2", "n3", "n4");
            await().untilAsserted(
                            () -> assertThat(pipeline.counters().sent.sum()).isEqualTo(4));
            assertThat(pipeline.counters().refused.sum()).isEqualTo(1);
            assertThat(logged.messages())
                    .anyMatch(line -> line.contains("1 of 5 publications are refused for good: one is wrong"));
        }
    }

    @Test
    void whatIsRefusedDoesNotHoldUpTheRest() throws Exception {
        sink.behaviour = batch -> {
            if (batch.get(0).id().equals("n0")) {
                throw PublishException.refused("HTTP 400", null);
            }
        };
        open(limits(1000, 1));
        pipeline.offer(SamplePublications.some(0, 3));

        await().until(() -> sink.got.size() == 2);
        assertThat(pipeline.counters().refused.sum()).isEqualTo(1);
    }

    @Test
    void aRefusalOfASinkThatDidNotFailIsNoRecovery() throws Exception {
        try (var logged = new LogRecords(Delivery.class)) {
            sink.behaviour = batch -> {
                if (sink.tries.get() == 1) {
                    throw PublishException.partly(List.of(), 1, Duration.ZERO, "one is wrong");
                }
            };
            open(limits(1000, 1));
            pipeline.offer(SamplePublications.some(0, 3));

            await().until(() -> sink.got.size() == 2);
            assertThat(logged.messages()).as("the fault happened").anyMatch(line -> line.contains("refused for good"));
            assertThat(logged.messages()).noneMatch(line -> line.contains("works again"));
            assertThat(pipeline.counters().lastError()).isEqualTo("one is wrong");
        }
    }

    @Test
    void whatIsTooLargeIsSentInParts() throws Exception {
        sink.behaviour = batch -> {
            if (batch.size() > 3 || batch.get(0).id().equals("n7")) {
                throw PublishException.tooLarge("HTTP 413");
            }
        };
        open(limits(1000, 20));
        pipeline.offer(SamplePublications.some(0, 20));

        await().until(() -> pipeline.counters().refused.sum() == 1 && sink.got.size() == 19);
        assertThat(sink.got).doesNotContain("n7").doesNotHaveDuplicates();
    }

    @Test
    void onlyWhatIsRefusedOfABatchIsGivenUp() throws Exception {
        var bad = List.of("n3", "n37", "n38", "n99");
        sink.behaviour = batch -> {
            if (batch.stream().map(Publication::id).anyMatch(bad::contains)) {
                throw PublishException.refused("HTTP 400", null);
            }
        };
        open(limits(1000, 100));
        pipeline.offer(SamplePublications.some(0, 100));

        await().until(() -> pipeline.counters().refused.sum() == 4 && sink.got.size() == 96);
        assertThat(sink.got).doesNotContainAnyElementsOf(bad).doesNotHaveDuplicates();
        assertThat(pipeline.counters().sent.sum()).isEqualTo(96);
    }

    @Test
    void aSinkThatRefusesEverythingIsNotAskedForEach() throws Exception {
        sink.behaviour = batch -> {
            throw PublishException.refused("HTTP 405", null);
        };
        open(limits(10_000, 100));
        pipeline.offer(SamplePublications.some(0, 1000));
        await().until(() -> pipeline.counters().refused.sum() == 1000);
        assertThat(sink.tries).as("the fault happened").hasValueGreaterThan(Delivery.MOST_REFUSALS);
        assertThat(sink.tries).as("of 1999").hasValueLessThan(2 * Delivery.MOST_REFUSALS);

        sink.behaviour = batch -> {
            if (batch.get(batch.size() - 1).id().equals("n1100")) {
                throw PublishException.refused("HTTP 400", null);
            }
        };
        pipeline.offer(SamplePublications.some(1000, 1001));
        await().until(() -> sink.got.size() == 1);
        pipeline.offer(SamplePublications.some(1001, 1101));
        await().until(() -> pipeline.counters().refused.sum() == 1001);
        assertThat(sink.got).as("what it takes it is asked for again").isEqualTo(SamplePublications.ids(1000, 1100));
    }

    @Test
    void aPublisherWithADefectDoesNotHoldUpTheRest() throws Exception {
        sink.behaviour = batch -> {
            if (batch.get(0).id().equals("n0")) {
                throw new IllegalStateException("a defect");
            }
        };
        open(limits(1000, 1));
        pipeline.offer(SamplePublications.some(0, 3));

        await().until(() -> sink.got.size() == 2);
        assertThat(sink.tries).hasValue(5 + 2);
    }

    @Test
    void anErrorIsToldAndTriedAgain() throws Exception {
        try (var logged = new LogRecords(Delivery.class)) {
            var mended = new AtomicBoolean();
            sink.behaviour = batch -> {
                if (!mended.get()) {
                    throw new NoClassDefFoundError("org/example/Missing");
                }
            };
            open(limits(1000, 10));
            pipeline.offer(SamplePublications.some(0, 5));
            await().until(() -> pipeline.counters().retries.sum() > 2 * Delivery.MOST_CRASHES);
            assertThat(pipeline.counters().failing()).isTrue();
            assertThat(pipeline.counters().lastError()).contains("NoClassDefFoundError: org/example/Missing");
            assertThat(logged.messages().stream()
                            .filter("Publisher sink failed with an error and is tried again"::equals))
                    .as("not at each try")
                    .hasSize(1);

            mended.set(true);

            await().until(() -> sink.got.size() == 5);
            assertThat(sink.got).isEqualTo(SamplePublications.ids(0, 5));
            assertThat(pipeline.counters().refused.sum()).isZero();
            await().until(() -> !pipeline.counters().failing());
        }
    }

    @Test
    void aSinkThatHangsIsNotFelt() throws Exception {
        var hanging = new CountDownLatch(1);
        sink.behaviour = batch -> {
            hanging.countDown();
            new CountDownLatch(1).await();
        };
        open(limits(100, 10));
        pipeline.offer(SamplePublications.some(0, 1));
        hanging.await();

        for (int n = 1; n < 10_000; n++) {
            pipeline.offer(List.of(SamplePublications.one(n)));
        }

        // Were it to block, the test would not get here: nothing is taken from the other end.
        assertThat(sink.got).isEmpty();
        assertThat(pipeline.counters().offered.sum()).isEqualTo(10_000);
        await().untilAsserted(() -> assertThat(
                        pipeline.counters().overflowed.sum() + pipeline.spool().records())
                .isEqualTo(10_000));
    }

    @Test
    void nothingIsLostWhenBooterStopsWhileTheSinkIsDead() throws Exception {
        sink.behaviour = batch -> {
            throw PublishException.retryable("dead", null);
        };
        open(limits(10_000, 10));
        pipeline.offer(SamplePublications.some(0, 500));
        pipeline.close();
        assertThat(sink.got).as("the fault happened").isEmpty();

        sink.behaviour = batch -> {};
        open(limits(10_000, 10));
        pipeline.offer(SamplePublications.some(500, 510));

        await().until(() -> sink.got.size() == 510);
        assertThat(sink.got).isEqualTo(SamplePublications.ids(0, 510));
    }

    @Test
    void aPositionThatCannotBeWrittenIsToldAsThatAndNothingIsSentTwice() throws Exception {
        Path blocked = Files.createDirectory(directory.resolve("position.next"));
        open(limits(1000, 10));
        pipeline.offer(SamplePublications.some(0, 5));
        await().untilAsserted(() -> assertThat(pipeline.counters().lastError())
                .startsWith("what is sent cannot be taken from the spool, and may be sent again: ")
                .contains(blocked.toString()));

        Files.delete(blocked);
        pipeline.offer(SamplePublications.some(5, 10));

        await().until(() -> sink.got.size() == 10);
        assertThat(sink.got).isEqualTo(SamplePublications.ids(0, 10));
        await().until(() -> !pipeline.counters().failing());
    }

    @Test
    void onlyWhatTheSpoolDoesNotKeepIsCountedAsDropped() throws Exception {
        sink.behaviour = batch -> {
            throw PublishException.retryable("dead", null);
        };
        var cap = new Limits(1000, 10, 1 << 20, Duration.ZERO, 8192, Duration.ofMillis(5), Duration.ofMillis(20));
        pipeline = new Pipeline(directory, sink, cap, Clock.systemUTC(), new Random(7));
        Files.createFile(directory.resolve("00000000000000000002.spool"));
        pipeline.offer(SamplePublications.some(0, 200));
        pipeline.offer(List.of(SamplePublications.tooLarge()));
        pipeline.start();

        await().until(() ->
                pipeline.spool().lost() > 0 && pipeline.counters().overflowed.sum() > 0);
        assertThat(pipeline.counters().overflowed.sum()).as("too large").isEqualTo(1);
        assertThat(pipeline.spool().records())
                .isBetween(1L, 199L)
                .isEqualTo(200 - pipeline.spool().lost());
    }

    @Test
    void waitsAsLongAsTheSinkAsks() {
        var backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), new Random(1));

        assertThat(backoff.next(Duration.ofSeconds(20))).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(26));
        assertThat(backoff.next(Duration.ofDays(1)))
                .as("within reason")
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(66));
        for (int failures = 2; failures < 100; failures++) {
            assertThat(backoff.next(Duration.ZERO)).isBetween(Duration.ZERO, Duration.ofSeconds(60));
        }
    }

    private void open(Limits limits) throws IOException {
        pipeline = new Pipeline(directory, sink, limits, Clock.systemUTC(), new Random(7)).start();
    }

    private static Limits limits(int queue, int batch) {
        return new Limits(
                queue, batch, 1 << 20, Duration.ofMillis(20), 64 << 20, Duration.ofMillis(5), Duration.ofMillis(20));
    }
}
