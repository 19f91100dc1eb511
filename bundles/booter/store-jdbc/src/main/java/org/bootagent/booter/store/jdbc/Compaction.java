package org.bootagent.booter.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.bootagent.concurrent.NamedThreads;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the embedded database's file small. H2 writes each commit to free space at the end and frees a chunk when none of it is live any more, which a single
 * row may prevent. Its own compaction thread needs a write delay, which would let commits get lost. So every few seconds, the live content of nearly empty
 * chunks is rewritten together, and chunks at the end of the file are moved into gaps before. The file is synced before anything is overwritten.
 */
final class Compaction implements AutoCloseable {
    /** Default interval between two runs. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** Percentage of live content above which a chunk, or the file, is left alone. */
    private static final int FULL_ENOUGH = 70;

    /** Limit of bytes written at a time, because commits wait meanwhile. */
    private static final int MOST_BYTES = 4 << 20;

    private final DataSource database;
    private final ScheduledExecutorService clock = NamedThreads.scheduler("booter-db-compaction");

    Compaction(DataSource database, Duration period) {
        this.database = database;
        var unused = clock.scheduleWithFixedDelay(
                this::compactOrLog, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes without an interrupt, which would close the file. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            boolean ended = clock.awaitTermination(1, TimeUnit.MINUTES);
            LOG.debug("Compaction {}", ended ? "has ended" : "still runs");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Compacts, as the root of a thread: an exception that escaped would end the schedule for good. */
    private void compactOrLog() {
        try (Connection connection = database.getConnection()) {
            compact(store(connection));
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Cannot compact the database; trying again soon", e);
        }
    }

    private static MVStore store(Connection connection) throws SQLException {
        var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase().getStore().getMvStore();
    }

    private static void compact(MVStore store) {
        store.compact(FULL_ENOUGH, MOST_BYTES);
        // A database in memory has no file.
        if (store.getFileStore() instanceof RandomAccessStore file) {
            file.compactMoveChunks(FULL_ENOUGH, MOST_BYTES, store);
        }
    }
}
