package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.bootagent.booter.fleet.job.FleetJob;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Booter's own database, also as older Booters have left it. */
class EmbeddedDatabaseTest {
    private static final String HOST = "0b7a1c5e-6f0e-4e7c-9f7e-1d6b3c2a1f00";

    @TempDir
    Path home;

    /** Else a job that was acknowledged is lost when Booter is killed in the next moment. */
    @Test
    void whatIsCommittedIsNotLeftToAnotherThreadToWrite() {
        var database = Database.open(Database.embedded(home), "booter", "", 2);
        try {
            assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .noneMatch(name -> name.contains("H2-serialization") || name.contains("MVStore background writer"));
        } finally {
            database.close();
        }
    }

    @Test
    void jobsOfAnOlderBooterAreKept() throws Exception {
        String url = Database.embedded(home);
        Flyway.configure()
                .dataSource(url, "booter", "")
                .locations("classpath:org/bootagent/booter/store/jdbc/migrations")
                .target("3")
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url, "booter", "");
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO host VALUES ('" + HOST + "', 'h', 'v', '', 60, '', NOW())");
            statement.execute("INSERT INTO host_contact VALUES ('" + HOST + "', NOW(), NOW(), 1)");
            add(statement, "waits", null);
            add(statement, "over", "NOW()");
        }
        try (var store = new JdbcFleetStore(Database.open(url, "booter", "", 2))) {
            var waiting = store.inTransaction(tx -> tx.jobs().unfinished(HOST, 10));
            assertThat(waiting).extracting(FleetJob::id).containsExactly("waits");
            assertThat(waiting.get(0).parameters()).isEqualTo("{\"of\":\"waits\"}");
            assertThat(waiting.get(0).createdBy()).isEmpty();
            assertThat(store.inTransaction(tx -> tx.jobs().find("over"))
                            .orElseThrow()
                            .parameters())
                    .isEqualTo("{\"of\":\"over\"}");
        }
    }

    /** As the release before left it. */
    @Test
    void jobsFromBeforeParametersWereSharedAreKept() throws Exception {
        String url = Database.embedded(home);
        Flyway.configure()
                .dataSource(url, "booter", "")
                .locations(
                        "classpath:org/bootagent/booter/store/jdbc/migrations",
                        "classpath:org/bootagent/booter/store/jdbc/migrations-h2")
                .target("7")
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url, "booter", "");
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO host VALUES ('" + HOST + "', 'h', 'v', '', 60, '', NOW())");
            statement.execute("INSERT INTO host_contact VALUES ('" + HOST + "', NOW(), NOW(), 1)");
            statement.execute(
                    "INSERT INTO job (id, agentsn, action, name, status, message, created, attempts, progress,"
                            + " progress_message, parameters, waiting) VALUES ('waits', '" + HOST
                            + "', 'exec', '', 'QUEUED', '', NOW(), 0, 0, '', '{\"of\":\"before\"}', '" + HOST + "')");
        }
        try (var store = new JdbcFleetStore(Database.open(url, "booter", "", 2))) {
            var jobs = store.inTransaction(tx -> tx.jobs().unfinished(HOST, 10));
            assertThat(jobs).extracting(FleetJob::parameters).containsExactly("{\"of\":\"before\"}");
        }
    }

    private static void add(Statement statement, String id, String finished) throws SQLException {
        statement.execute("INSERT INTO job (id, agentsn, action, name, status, message, created, finished, attempts,"
                + " progress, progress_message) VALUES ('" + id + "', '" + HOST + "', 'exec', '', '"
                + (finished == null ? "SENT" : "DONE") + "', '', NOW(), " + finished + ", 1, 0, '')");
        statement.execute("INSERT INTO job_parameters VALUES ('" + id + "', '{\"of\":\"" + id + "\"}')");
    }

    /** Whenever it runs out of numbers, H2 writes all that has changed so far onto the disk. */
    @Test
    void numbersAreTakenInAdvance() throws Exception {
        String url = Database.embedded(home);
        Database.open(url, "booter", "", 2).close();
        try (var connection = DriverManager.getConnection(url, "booter", "");
                var sequences = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT MIN(IDENTITY_CACHE), COUNT(*) FROM INFORMATION_SCHEMA.COLUMNS WHERE IS_IDENTITY = 'YES'")) {
            assertThat(sequences.next()).isTrue();
            assertThat(sequences.getLong(1)).isGreaterThanOrEqualTo(10_000);
            assertThat(sequences.getInt(2)).isEqualTo(3);
        }
    }
}
