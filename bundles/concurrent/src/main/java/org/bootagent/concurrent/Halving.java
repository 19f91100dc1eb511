package org.bootagent.concurrent;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Work on a batch in which one item may spoil it for the others. */
public final class Halving {
    private Halving() {}

    /**
     * Does the work on the batch; if that fails, on each half of it, and so on, until each item at fault stands alone.
     *
     * @param failed is told of each item that fails alone
     */
    public static <T> void forEach(List<T> batch, Consumer<List<T>> work, BiConsumer<T, RuntimeException> failed) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            work.accept(batch);
        } catch (RuntimeException e) {
            if (batch.size() == 1) {
                failed.accept(batch.get(0), e);
                return;
            }
            int half = batch.size() / 2;
            forEach(batch.subList(0, half), work, failed);
            forEach(batch.subList(half, batch.size()), work, failed);
        }
    }
}
