package org.bootagent.booter.store.jdbc;

import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** {@link FleetStore} in a relational database. */
final class JdbcFleetStore implements FleetStore, AutoCloseable {
    private static final int MAX_TRIES = 5;

    /** Another transaction was first: unique violation, serialization failure, deadlock. */
    private static final Set<String> CONFLICTS = Set.of("23505", "40001", "40P01");

    private final Database database;
    private final CommitSync sync;
    private final Jdbi jdbi;

    JdbcFleetStore(Database database) {
        this(database, database.sync());
    }

    JdbcFleetStore(Database database, CommitSync sync) {
        this.database = database;
        this.sync = sync;
        this.jdbi = mapped(Jdbi.create(database.dataSource()));
    }

    @Override
    public <T> T inTransaction(Function<UnitOfWork, T> work) {
        for (int tries = 1; ; tries++) {
            try (Handle handle = jdbi.open()) {
                return inTransaction(handle, work);
            } catch (JdbiException e) {
                if (tries == MAX_TRIES || !isConflict(e)) {
                    throw e;
                }
            }
        }
    }

    /** Bypasses the mapper, whose own work would be most of it. */
    @Override
    public Set<String> waiting(Collection<String> serialNumbers) {
        var found = new HashSet<String>();
        try (var connection = database.dataSource().getConnection();
                var query = connection.prepareStatement("SELECT 1 FROM job WHERE waiting = ? FETCH FIRST 1 ROW ONLY")) {
            for (String agentsn : serialNumbers) {
                query.setString(1, agentsn);
                try (var rows = query.executeQuery()) {
                    if (rows.next()) {
                        found.add(agentsn);
                    }
                }
            }
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
        return found;
    }

    @Override
    public void close() {
        database.close();
    }

    private <T> T inTransaction(Handle handle, Function<UnitOfWork, T> work) {
        var unit = JdbcUnitOfWork.on(handle);
        T result = handle.inTransaction(same -> work.apply(unit));
        if (unit.durability().isRequired()) {
            sync.await(handle);
        }
        return result;
    }

    private static boolean isConflict(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && CONFLICTS.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static Jdbi mapped(Jdbi jdbi) {
        Rows.register(jdbi);
        jdbi.registerArgument(new InstantArgument());
        jdbi.registerArrayType(String.class, "varchar");
        jdbi.registerArrayType(Long.class, "bigint");
        return jdbi;
    }
}
