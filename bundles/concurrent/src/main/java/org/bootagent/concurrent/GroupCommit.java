package org.bootagent.concurrent;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Writes items of several callers together. A caller waits until its item is written; the first of those that wait writes for all of them, on its own thread.
 * Thread-safe.
 */
public final class GroupCommit<T> {
    private final Consumer<List<T>> write;
    /** In the order of arrival. Guards {@link #busy}. */
    private final Queue<Entry<T>> waiting = new ArrayDeque<>();

    private boolean busy;
    private volatile Thread writer;

    private record Entry<T>(T item, CompletableFuture<Boolean> isWriter) {}

    /** @param write records for each item whether it was written; an exception is thrown to the caller that writes, and to no other */
    public GroupCommit(Consumer<List<T>> write) {
        this.write = write;
    }

    /**
     * Returns when the item is written. An interrupt does not end the wait: an interrupted job may still record its end.
     *
     * @throws IllegalStateException if called by the write itself
     */
    public void commit(T item) {
        if (Thread.currentThread().equals(writer)) {
            throw new IllegalStateException("a write must not commit");
        }
        var entry = new Entry<>(item, new CompletableFuture<>());
        if (isFirst(entry) || entry.isWriter().join()) {
            writeWaiting();
        }
    }

    private boolean isFirst(Entry<T> entry) {
        synchronized (waiting) {
            waiting.add(entry);
            boolean first = !busy;
            busy = true;
            return first;
        }
    }

    /** Names the next writer before it returns: a caller that got in between would write for itself only. */
    private void writeWaiting() {
        List<Entry<T>> group;
        synchronized (waiting) {
            group = List.copyOf(waiting);
            waiting.clear();
        }
        writer = Thread.currentThread();
        try {
            write.accept(group.stream().map(Entry::item).toList());
        } finally {
            writer = null;
            nameNext();
            group.forEach(entry -> entry.isWriter().complete(false));
        }
    }

    private void nameNext() {
        synchronized (waiting) {
            busy = !waiting.isEmpty();
            if (busy) {
                waiting.element().isWriter().complete(true);
            }
        }
    }
}
