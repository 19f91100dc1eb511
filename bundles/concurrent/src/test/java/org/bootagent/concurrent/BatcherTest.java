package org.bootagent.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final int MAX_BATCH = 4096;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<List<Integer>> worked = new ArrayList<>();

    @Test
    void batchesItemsThatArriveDuringTheCurrentBatch() {
        var meanwhile = new AtomicReference<Runnable>(() -> {});
        var batcher = new Batcher<Integer>(tasks::add, MAX_BATCH, all -> {
            worked.add(all);
            meanwhile.getAndSet(() -> {}).run();
            assertThat(tasks).isEmpty();
        });
        meanwhile.set(() -> {
            batcher.add(3);
            batcher.add(4);
        });
        batcher.add(1);
        batcher.add(2);
        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(worked).containsExactly(List.of(1, 2), List.of(3, 4));
        batcher.add(5);
        runAll();
        assertThat(worked).hasSize(3);
    }

    @Test
    void limitsABatchAndLosesNoItem() {
        var batcher = new Batcher<Integer>(tasks::add, MAX_BATCH, worked::add);
        IntStream.range(0, 10_000).forEach(batcher::add);
        runAll();
        assertThat(worked).extracting(List::size).containsExactly(4096, 4096, 1808);
        assertThat(worked.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void processesTheNextBatchAfterAFailedOne() {
        var batcher = new Batcher<Integer>(tasks::add, MAX_BATCH, all -> {
            worked.add(all);
            throw new IllegalStateException("failed");
        });
        batcher.add(1);
        runAll();
        batcher.add(2);
        runAll();
        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void processesTheNextBatchAfterAnErrorAndLogsIt() {
        var batcher = new Batcher<Integer>(tasks::add, MAX_BATCH, all -> {
            worked.add(all);
            throw new InternalError("made up");
        });
        try (var log = new LogRecords(Batcher.class)) {
            batcher.add(1);
            runAll();
            batcher.add(2);
            runAll();
            assertThat(log.all())
                    .extracting(LogRecord::getThrown)
                    .hasSize(2)
                    .hasOnlyElementsOfType(InternalError.class);
        }
        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void asksAnExecutorAgainThatHadNoThread() {
        var threads = new AtomicInteger();
        var batcher = new Batcher<Integer>(
                task -> {
                    if (threads.getAndIncrement() == 0) {
                        throw new InternalError("unable to create native thread");
                    }
                    tasks.add(task);
                },
                MAX_BATCH,
                worked::add);
        assertThatThrownBy(() -> batcher.add(1)).isInstanceOf(InternalError.class);
        batcher.add(2);
        runAll();
        assertThat(worked).containsExactly(List.of(2));
    }

    @Test
    void tellsTheCallerThatTheExecutorIsShutDown() {
        var batcher = new Batcher<Integer>(
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                MAX_BATCH,
                worked::add);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> batcher.add(1)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void refusesMoreThanMayWait() {
        var batcher = new Batcher<Integer>(tasks::add, MAX_BATCH, 2, worked::add);
        assertThat(IntStream.range(0, 3).mapToObj(batcher::offer)).containsExactly(true, true, false);
        assertThatThrownBy(() -> batcher.add(4)).isInstanceOf(RejectedExecutionException.class);
        runAll();
        assertThat(batcher.offer(5)).isTrue();
        runAll();
        assertThat(worked).containsExactly(List.of(0, 1), List.of(5));
    }

    @Test
    void keepsItemsTogetherThatWereAddedTogether() {
        var batcher = new Batcher<Integer>(Runnable::run, MAX_BATCH, 3, worked::add);
        assertThat(batcher.offerAll(List.of(1, 2))).isEqualTo(2);
        assertThat(batcher.offerAll(List.of(3, 4, 5, 6))).isEqualTo(3);
        assertThat(batcher.offerAll(List.of())).isZero();
        assertThat(worked).containsExactly(List.of(1, 2), List.of(3, 4, 5));
    }

    @Test
    void isIdleWhenEveryItemHasBeenProcessed() throws Exception {
        var batcher = new Batcher<Integer>(tasks::add, 1, worked::add);
        assertThat(batcher.awaitIdle(Duration.ZERO)).isTrue();
        batcher.add(1);
        batcher.add(2);
        assertThat(batcher.awaitIdle(Duration.ofMillis(1))).isFalse();
        var worker = NamedThreads.create("worker", this::runAll);
        worker.start();
        assertThat(batcher.awaitIdle(Duration.ofMinutes(2))).isTrue();
        assertThat(worked).containsExactly(List.of(1), List.of(2));
        worker.join();
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
