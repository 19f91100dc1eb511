package org.bootagent.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private final List<List<Integer>> tried = new ArrayList<>();
    private final List<Integer> done = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    @Test
    void doesAGoodBatchAtOnce() {
        forEach(List.of(1, 2, 3));
        assertThat(tried).containsExactly(List.of(1, 2, 3));
        assertThat(done).containsExactly(1, 2, 3);
    }

    @Test
    void findsTheItemsAtFaultAndDoesTheOthersInOrder() {
        forEach(IntStream.range(0, 1000).boxed().toList());
        assertThat(failed).containsExactly("13 is bad", "613 is bad");
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).filter(i -> !bad(i)).boxed().toList());
        assertThat(tried).hasSizeLessThan(45);
    }

    @Test
    void doesNothingWithAnEmptyBatch() {
        forEach(List.of());
        assertThat(tried).isEmpty();
    }

    private void forEach(List<Integer> batch) {
        Halving.forEach(batch, this::work, (item, e) -> failed.add(e.getMessage()));
    }

    private void work(List<Integer> items) {
        tried.add(items);
        items.stream().filter(HalvingTest::bad).findFirst().ifPresent(item -> {
            throw new IllegalArgumentException(item + " is bad");
        });
        done.addAll(items);
    }

    private static boolean bad(int item) {
        return item == 13 || item == 613;
    }
}
