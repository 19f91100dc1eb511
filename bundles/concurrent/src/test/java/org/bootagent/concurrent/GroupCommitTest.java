package org.bootagent.concurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<List<Integer>> written = new CopyOnWriteArrayList<>();
    private final CountDownLatch disk = new CountDownLatch(1);

    @Test
    void writesTogetherWhatArrivesDuringAWrite() throws Exception {
        var commits = new GroupCommit<Integer>(this::writeWhenDiskIsReady);
        var callers = new ArrayList<>(start(commits, 0, 1));
        await().atMost(PATIENCE).until(() -> callers.get(0).getState() == Thread.State.WAITING);
        callers.addAll(start(commits, 1, 100));
        await().atMost(PATIENCE)
                .until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.WAITING));
        disk.countDown();
        for (var caller : callers) {
            caller.join();
        }
        assertThat(written).hasSize(2);
        assertThat(written.get(1))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(1, 100).boxed().toList());
    }

    @Test
    void failureOfAWriteDoesNotStopTheNext() {
        var failure = new AtomicReference<>(new IllegalStateException("made up"));
        var commits = new GroupCommit<Integer>(items -> {
            var e = failure.getAndSet(null);
            if (e != null) {
                throw e;
            }
            written.add(items);
        });
        assertThatThrownBy(() -> commits.commit(1)).hasMessage("made up");
        commits.commit(2);
        assertThat(written).containsExactly(List.of(2));
    }

    @Test
    void refusesACommitInsideAWrite() {
        var commits = new AtomicReference<GroupCommit<Integer>>();
        commits.set(new GroupCommit<>(items -> commits.get().commit(2)));
        assertThatThrownBy(() -> commits.get().commit(1)).isInstanceOf(IllegalStateException.class);
    }

    private static List<Thread> start(GroupCommit<Integer> commits, int from, int to) {
        var threads = IntStream.range(from, to)
                .mapToObj(i -> NamedThreads.create("caller-" + i, () -> commits.commit(i)))
                .toList();
        threads.forEach(Thread::start);
        return threads;
    }

    private void writeWhenDiskIsReady(List<Integer> items) {
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        written.add(items);
    }
}
