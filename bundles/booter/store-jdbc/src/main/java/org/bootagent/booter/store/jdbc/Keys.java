package org.bootagent.booter.store.jdbc;

import java.util.Collection;
import java.util.List;

/** Many keys in one query, as a table to join with: H2 compares each row that it finds by {@code = ANY} with every key once more. */
final class Keys {
    static final String NAME = "keys";
    static final String FROM = "UNNEST(:" + NAME + ") AS k(wanted)";

    private Keys() {}

    /** Each once: one that is there twice would find its row twice. */
    static <T> List<T> of(Collection<T> keys) {
        return keys.stream().distinct().toList();
    }
}
