package org.bootagent.booter.easyagent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever comes while some is being worked on is worked on together, next. One piece of work at a time, in the order of coming. Thread-safe. */
final class Together<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Together.class);
    private static final int MAX_BATCH = 4096;

    private final Executor executor;
    private final Consumer<List<T>> work;
    private List<T> waiting = new ArrayList<>();
    private boolean working;

    /** @param work answers for its own failures: what it throws is logged */
    Together(Executor executor, Consumer<List<T>> work) {
        this.executor = executor;
        this.work = work;
    }

    /** @throws RejectedExecutionException if the executor is shut down; nothing will become of this one */
    void add(T one) {
        boolean first;
        synchronized (this) {
            waiting.add(one);
            first = !working;
            working = true;
        }
        if (first) {
            execute();
        }
    }

    /** Others' work on the same executor goes in between. */
    private void execute() {
        try {
            executor.execute(this::next);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                waiting.clear();
                working = false;
            }
            throw e;
        }
    }

    /** The root of a task: whatever escaped from the work would be the end of all that comes. */
    private void next() {
        try {
            work.accept(taken());
        } catch (Throwable e) {
            LOG.error("the work of a moment failed", e);
        } finally {
            goOn();
        }
    }

    private void goOn() {
        boolean more;
        synchronized (this) {
            more = !waiting.isEmpty();
            working = more;
        }
        if (more) {
            execute();
        }
    }

    private synchronized List<T> taken() {
        var taken = waiting;
        waiting = new ArrayList<>();
        if (taken.size() > MAX_BATCH) {
            var rest = taken.subList(MAX_BATCH, taken.size());
            waiting.addAll(rest);
            rest.clear();
        }
        return taken;
    }
}
