package org.bootagent.booter.store.jdbc;

import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Counts rows. */
final class Counts {
    private Counts() {}

    static long of(Handle handle, String table) {
        return handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one();
    }

    static Map<String, Long> byStatus(Handle handle, String table) {
        return handle.createQuery("SELECT status, COUNT(*) FROM " + table + " GROUP BY status")
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
