package org.bootagent.booter.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Makes a commit that is to last, last. */
interface CommitSync {
    /** For databases that are on disk when they say so. */
    CommitSync NONE = handle -> {};

    /** To be called after a commit; when it returns, that commit is on disk. */
    void await(Handle handle);

    /**
     * H2 writes commits behind, with threads of its own, and never forces them onto the disk. Its {@code CHECKPOINT SYNC} would do both, but takes a write that
     * another thread has begun for done.
     */
    static CommitSync ofH2() {
        return new Grouped(handle -> sync(mvStore(handle)));
    }

    private static void sync(MVStore store) {
        store.commit();
        // Returns after all writes that were begun.
        store.executeFilestoreOperation(() -> {});
        store.sync();
    }

    private static MVStore mvStore(Handle handle) {
        try {
            var session = (SessionLocal)
                    handle.getConnection().unwrap(JdbcConnection.class).getSession();
            return session.getDatabase().getStore().getMvStore();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    /** One sync serves every commit that came before it began: many waiting threads cost one. */
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

        /** How many threads wait for a sync that has not begun. */
        int waiting() {
            return syncing.getQueueLength();
        }
    }
}
