package org.bootagent.booter.store.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;

/** A pool of connections to a database whose tables are up to date. */
final class Database implements AutoCloseable {
    private static final String H2 = "jdbc:h2:";
    private static final String MIGRATIONS = "classpath:org/bootagent/booter/store/jdbc/migrations";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final HikariDataSource pool;
    private final CommitSync sync;
    private final Compaction compaction;

    /** @param compaction null: the database looks after itself */
    private Database(HikariDataSource pool, CommitSync sync, Compaction compaction) {
        this.pool = pool;
        this.sync = sync;
        this.compaction = compaction;
    }

    /** @throws RuntimeException if it cannot be reached, or is of a newer Booter */
    static Database open(String url, String user, String password, int connections) {
        return open(url, user, password, connections, Compaction.PERIOD);
    }

    /** @param compaction how often the embedded database is compacted */
    static Database open(String url, String user, String password, int connections, Duration compaction) {
        var pool = new HikariDataSource(pooled(url, user, password, connections));
        try {
            boolean h2 = url.startsWith(H2);
            migrate(pool, h2 ? List.of(MIGRATIONS, MIGRATIONS + "-h2") : List.of(MIGRATIONS));
            return h2
                    ? new Database(pool, CommitSync.ofH2(), new Compaction(pool, compaction))
                    : new Database(pool, CommitSync.NONE, null);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * The address of the database in a home. It is closed by its last connection, not by a hook at the process's end, which would race the framework's
     * orderly stop.
     */
    static String embedded(Path home) {
        Path file = home.resolve("db").resolve("booter").toAbsolutePath();
        // With a write delay, H2 hands what it writes to threads of its own, and a checkpoint returns before they have
        // written it.
        return H2 + "file:" + file + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;LOCK_TIMEOUT=10000;QUERY_CACHE_SIZE=64";
    }

    DataSource dataSource() {
        return pool;
    }

    CommitSync sync() {
        return sync;
    }

    @Override
    public void close() {
        if (compaction != null) {
            compaction.close();
        }
        pool.close();
    }

    private static HikariConfig pooled(String url, String user, String password, int connections) {
        var config = new HikariConfig();
        config.setPoolName("booter-db");
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        config.setAutoCommit(true);
        if (url.startsWith(H2)) {
            config.setDataSource(h2(url, user, password));
        } else {
            config.setJdbcUrl(url);
            config.setUsername(user);
            config.setPassword(password);
        }
        return config;
    }

    /** Not by way of DriverManager, which does not see into bundles. */
    private static DataSource h2(String url, String user, String password) {
        var source = new JdbcDataSource();
        source.setURL(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    private static void migrate(DataSource source, List<String> locations) {
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(source)
                .locations(locations.toArray(String[]::new))
                .load()
                .migrate();
    }
}
