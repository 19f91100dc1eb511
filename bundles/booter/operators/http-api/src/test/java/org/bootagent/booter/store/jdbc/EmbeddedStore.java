package org.bootagent.booter.store.jdbc;

import java.nio.file.Path;
import java.util.function.Function;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;

/** Booter's own store, without a framework around it. */
public final class EmbeddedStore implements FleetStore, AutoCloseable {
    private final JdbcFleetStore store;

    public EmbeddedStore(Path home) {
        store = new JdbcFleetStore(Database.open(Database.embedded(home), "booter", "", 8));
    }

    @Override
    public <T> T inTransaction(Function<UnitOfWork, T> work) {
        return store.inTransaction(work);
    }

    @Override
    public void close() {
        store.close();
    }
}
