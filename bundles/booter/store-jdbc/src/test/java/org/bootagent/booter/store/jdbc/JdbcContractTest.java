package org.bootagent.booter.store.jdbc;

import java.nio.file.Path;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.FleetStoreContract;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract of the store, held by the embedded database. */
class JdbcContractTest extends FleetStoreContract {
    @TempDir
    Path home;

    private JdbcFleetStore store;

    @Override
    protected FleetStore emptyStore() {
        store = new JdbcFleetStore(Database.open(Database.embedded(home), "booter", "", 2));
        return store;
    }

    @AfterEach
    void close() {
        store.close();
    }
}
