package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class TogetherTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<List<Integer>> worked = new ArrayList<>();

    @Test
    void whatComesDuringTheWorkIsTheNextWork() {
        var meanwhile = new AtomicReference<Runnable>(() -> {});
        var together = new Together<Integer>(tasks::add, all -> {
            worked.add(all);
            meanwhile.getAndSet(() -> {}).run();
            assertThat(tasks).isEmpty();
        });
        meanwhile.set(() -> {
            together.add(3);
            together.add(4);
        });
        together.add(1);
        together.add(2);
        assertThat(tasks).hasSize(1);
        runAll();
        assertThat(worked).containsExactly(List.of(1, 2), List.of(3, 4));
        together.add(5);
        runAll();
        assertThat(worked).hasSize(3);
    }

    @Test
    void oneBatchHasItsLimitAndNoneIsLost() {
        var together = new Together<Integer>(tasks::add, worked::add);
        IntStream.range(0, 10_000).forEach(together::add);
        runAll();
        assertThat(worked).extracting(List::size).containsExactly(4096, 4096, 1808);
        assertThat(worked.stream().flatMap(List::stream))
                .containsExactlyElementsOf(IntStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void workThatFailsDoesNotKeepTheNextFromBeingDone() {
        var together = new Together<Integer>(tasks::add, all -> {
            worked.add(all);
            throw new IllegalStateException("failed");
        });
        together.add(1);
        runAll();
        together.add(2);
        runAll();
        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void errorDoesNotKeepTheNextFromBeingDone() {
        var together = new Together<Integer>(tasks::add, all -> {
            worked.add(all);
            throw new InternalError("made up");
        });
        try (var log = new LogRecords(Together.class)) {
            together.add(1);
            runAll();
            together.add(2);
            runAll();
            assertThat(log.all())
                    .extracting(LogRecord::getThrown)
                    .hasSize(2)
                    .hasOnlyElementsOfType(InternalError.class);
        }
        assertThat(worked).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void executorThatHasNoThreadForItIsAskedAgain() {
        var threads = new AtomicInteger();
        var together = new Together<Integer>(
                task -> {
                    if (threads.getAndIncrement() == 0) {
                        throw new InternalError("unable to create native thread");
                    }
                    tasks.add(task);
                },
                worked::add);
        assertThatThrownBy(() -> together.add(1)).isInstanceOf(InternalError.class);
        together.add(2);
        runAll();
        assertThat(worked).containsExactly(List.of(2));
    }

    @Test
    void anExecutorThatIsShutDownIsTold() {
        var together = new Together<Integer>(
                task -> {
                    throw new RejectedExecutionException("stopped");
                },
                worked::add);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> together.add(1)).isInstanceOf(RejectedExecutionException.class);
        }
    }

    private void runAll() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }
}
