package org.bootagent.booter.store.jdbc;

import java.util.Collection;
import java.util.List;

/** Binds many keys as a table to join with: for {@code = ANY}, H2 compares each row with every key again. */
final class Keys {
    static final String NAME = "keys";
    static final String FROM = "UNNEST(:" + NAME + ") AS k(wanted)";

    private Keys() {}

    /** Returns distinct keys: a duplicate would find its row twice. */
    static <T> List<T> of(Collection<T> keys) {
        return keys.stream().distinct().toList();
    }
}
