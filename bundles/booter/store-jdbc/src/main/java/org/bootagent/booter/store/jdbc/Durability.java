package org.bootagent.booter.store.jdbc;

/** Notes whether a transaction has written anything that no later report would bring again, so that its commit must be on disk. */
final class Durability {
    private boolean required;

    void require() {
        required = true;
    }

    /** Requires durability if something was written. @return whether it was */
    boolean requireIf(boolean written) {
        required |= written;
        return written;
    }

    boolean isRequired() {
        return required;
    }
}
