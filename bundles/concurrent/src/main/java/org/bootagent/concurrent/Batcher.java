package org.bootagent.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches items that arrive during the current batch. Batches are processed one after the other, in the order of arrival; other tasks of the executor run
 * between them. Thread-safe.
 */
public final class Batcher<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Batcher.class);

    private final Executor executor;
    private final int maxBatch;
    private final int maxWaiting;
    private final Consumer<List<T>> work;
    private List<T> waiting = new ArrayList<>();
    private boolean working;

    /**
     * Takes any number of items.
     *
     * @param work handles its own failures: an exception that escapes is logged, and its batch is lost
     */
    public Batcher(Executor executor, int maxBatch, Consumer<List<T>> work) {
        this(executor, maxBatch, Integer.MAX_VALUE, work);
    }

    /** @param maxWaiting items that may wait for the next batch; {@link #offer} refuses more */
    public Batcher(Executor executor, int maxBatch, int maxWaiting, Consumer<List<T>> work) {
        this.executor = executor;
        this.maxBatch = maxBatch;
        this.maxWaiting = maxWaiting;
        this.work = work;
    }

    /**
     * Adds an item, or returns false if too many wait.
     *
     * @throws RejectedExecutionException if the executor is shut down; the item is lost
     */
    public boolean offer(T item) {
        return offerAll(List.of(item)) == 1;
    }

    /**
     * Adds items, in one batch if none is running and it is large enough. Returns how many were added, from the first on; the others exceeded the limit.
     *
     * @throws RejectedExecutionException if the executor is shut down; the items are lost
     */
    public int offerAll(Collection<? extends T> items) {
        int added;
        synchronized (this) {
            added = Math.min(items.size(), maxWaiting - waiting.size());
            items.stream().limit(added).forEach(waiting::add);
            if (added == 0 || working) {
                return added;
            }
            working = true;
        }
        execute();
        return added;
    }

    /**
     * Adds an item.
     *
     * @throws RejectedExecutionException if too many wait, or the executor is shut down; the item is lost
     */
    public void add(T item) {
        if (!offer(item)) {
            throw new RejectedExecutionException(maxWaiting + " items wait already");
        }
    }

    /** Waits until every item that was added has been processed. Returns whether that was within the time. */
    public synchronized boolean awaitIdle(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (working) {
            long millis = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    private void execute() {
        try {
            executor.execute(this::next);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                waiting.clear();
                idle();
            }
            throw e;
        }
    }

    /** The root of a task: an error that escapes from it would stop all batches to come. */
    private void next() {
        try {
            work.accept(take());
        } catch (Throwable e) {
            LOG.error("A batch failed", e);
        } finally {
            continueOrRest();
        }
    }

    private void continueOrRest() {
        synchronized (this) {
            if (waiting.isEmpty()) {
                idle();
                return;
            }
        }
        execute();
    }

    private synchronized void idle() {
        working = false;
        notifyAll();
    }

    private synchronized List<T> take() {
        var batch = waiting;
        waiting = new ArrayList<>();
        if (batch.size() > maxBatch) {
            var rest = batch.subList(maxBatch, batch.size());
            waiting.addAll(rest);
            rest.clear();
        }
        return batch;
    }
}
