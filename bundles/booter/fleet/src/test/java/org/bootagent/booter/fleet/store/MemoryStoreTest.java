package org.bootagent.booter.fleet.store;

/** The contract of the store, held by the one in memory. */
class MemoryStoreTest extends FleetStoreContract {
    @Override
    protected FleetStore emptyStore() {
        return new MemoryStore();
    }
}
