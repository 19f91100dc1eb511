package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's file becomes small again by itself. */
class CompactionTest {
    private static final int HOSTS = 300;
    private static final int ROUNDS = 100;

    @TempDir
    Path home;

    @Test
    void fileOfManyCommitsShrinksToWhatIsLive() throws Exception {
        try (var database = Database.open(Database.embedded(home), "booter", "", 2, Duration.ofMillis(50))) {
            // Younger content is kept in case of a power failure.
            retain(database.dataSource(), 1000);
            write(database.dataSource());
            long live = liveSize();
            assertThat(written(database.dataSource()))
                    .as("bytes written meanwhile")
                    .isGreaterThan(20 * live);
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> touched(database.dataSource()) && size() <= 4 * live);
        }
    }

    private void write(DataSource source) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE seen (id INT PRIMARY KEY, time BIGINT, text VARCHAR(2000))");
            for (int i = 0; i < HOSTS; i++) {
                statement.execute("INSERT INTO seen VALUES (" + i + ", 0, REPEAT('x" + i + "', 200))");
            }
            for (int i = 0; i < ROUNDS * HOSTS; i++) {
                statement.execute("UPDATE seen SET time = " + i + " WHERE id = " + i * 7 % HOSTS);
            }
        }
    }

    /** Writes something, because chunks are freed by writes. */
    private static boolean touched(DataSource source) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE seen SET time = time + 1 WHERE id = 0") == 1;
        }
    }

    private static void retain(DataSource source, int millis) throws SQLException {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SET RETENTION_TIME " + millis);
        }
    }

    private static long written(DataSource source) throws SQLException {
        try (var connection = source.getConnection()) {
            var session = (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
            var store = session.getDatabase().getStore().getMvStore().getFileStore();
            return store.getWriteCount() * 4096;
        }
    }

    private long liveSize() {
        return (long) HOSTS * 1000;
    }

    private long size() throws IOException {
        return Files.size(home.resolve("db/booter.mv.db"));
    }
}
