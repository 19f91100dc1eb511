package org.bootagent.booter.easyagent;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Work on many at once of which one may spoil it for the others. */
final class Halves {
    private Halves() {}

    /**
     * Does the work on all, or by halves if that fails: whoever is at fault is found in few tries.
     *
     * @param failed told of each that fails alone
     */
    static <T> void each(List<T> all, Consumer<List<T>> work, BiConsumer<T, RuntimeException> failed) {
        if (all.isEmpty()) {
            return;
        }
        try {
            work.accept(all);
        } catch (RuntimeException e) {
            if (all.size() == 1) {
                failed.accept(all.get(0), e);
                return;
            }
            int half = all.size() / 2;
            each(all.subList(0, half), work, failed);
            each(all.subList(half, all.size()), work, failed);
        }
    }
}
