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
 * Keeps the embedded database's file small. H2 writes each commit to the end of what is free and frees its place when nothing in it holds any more, which a single row
 * may prevent; its own thread that tidies up comes with a write delay only, and that would let commits get lost. Every few seconds, what still holds of nearly empty
 * places is written together, and what lies at the end of the file is moved into the gaps before. The file is synced before anything is overwritten.
 */
final class Compaction implements AutoCloseable {
    /** Usual time between two runs. */
    static final Duration PERIOD = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** Percent of a place, or of the file, that hold; what is fuller is left alone. */
    private static final int FULL_ENOUGH = 70;

    /** Bytes written at a time: commits wait meanwhile. */
    private static final int MOST_BYTES = 4 << 20;

    private final DataSource database;
    private final ScheduledExecutorService clock = NamedThreads.scheduler("booter-db-compaction");

    Compaction(DataSource database, Duration period) {
        this.database = database;
        var unused = clock.scheduleWithFixedDelay(
                this::compactOrLog, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Not by an interrupt, which would close the file. */
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

    /** The root of a thread: what escaped would end the schedule for good. */
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
