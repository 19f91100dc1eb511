package org.bootagent.booter.store.jdbc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.jdbi.v3.core.Handle;

/** Conditions of a list's query, and the query. */
final class Where {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a condition on a named value, unless the value is null. */
    Where and(String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
        return this;
    }

    /** Returns a pattern for {@code LIKE … ESCAPE '!'} that finds the text anywhere; null for null. */
    static String containing(String text) {
        if (text == null) {
            return null;
        }
        return '%' + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + '%';
    }

    /** @param from text after {@code FROM} */
    <T> Page<T> page(Handle handle, Class<T> type, String columns, String from, String order, Slice slice) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        List<T> items = handle.createQuery("SELECT " + columns + " FROM " + from + where + " ORDER BY " + order
                        + " OFFSET :offset ROWS FETCH NEXT :limit ROWS ONLY")
                .bindMap(values)
                .bind("offset", slice.offset())
                .bind("limit", slice.limit())
                .mapTo(type)
                .list();
        return new Page<>(items, total(handle, from + where, items.size(), slice));
    }

    /** Returns the total, which a page that is not full shows by itself. */
    private long total(Handle handle, String fromWhere, int found, Slice slice) {
        if (found < slice.limit() && (found > 0 || slice.offset() == 0)) {
            return (long) slice.offset() + found;
        }
        return handle.createQuery("SELECT COUNT(*) FROM " + fromWhere)
                .bindMap(values)
                .mapTo(Long.class)
                .one();
    }
}
