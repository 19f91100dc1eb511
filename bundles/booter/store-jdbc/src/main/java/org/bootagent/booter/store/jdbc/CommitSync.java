package org.bootagent.booter.store.jdbc;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.Handle;

/** Makes a commit durable. */
interface CommitSync {
    /** For databases whose commits are already on disk. */
    CommitSync NONE = handle -> {};

    /** Waits until an earlier commit is on disk. */
    void await(Handle handle);

    /** H2 writes commits behind, and even with WRITE_DELAY=0 never forces them onto the disk; {@code CHECKPOINT SYNC} does both. */
    static CommitSync ofH2() {
        return new Grouped(handle -> handle.execute("CHECKPOINT SYNC"));
    }

    /** Shares a sync among all commits before it: many waiting threads cost one. */
    final class Grouped implements CommitSync {
        private final CommitSync each;
        private final AtomicLong asked = new AtomicLong();
        private final ReentrantLock syncing = new ReentrantLock();
        private long synced;

        Grouped(CommitSync each) {
            this.each = each;
        }

        @Override
        public void await(Handle handle) {
            long mine = asked.incrementAndGet();
            syncing.lock();
            try {
                if (synced < mine) {
                    long upTo = asked.get();
                    each.await(handle);
                    synced = upTo;
                }
            } finally {
                syncing.unlock();
            }
        }

        /** Returns the number of threads that wait for a sync that has not begun. */
        int waiting() {
            return syncing.getQueueLength();
        }
    }
}
