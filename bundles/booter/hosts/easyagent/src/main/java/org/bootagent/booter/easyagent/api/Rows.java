package org.bootagent.booter.easyagent.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.wire.EasyAgentReply.Code;

/**
 * Requested rows of a list, and their order.
 *
 * @param start rows to skip
 * @param limit most rows; 0: all
 * @param sortBy a column; empty: the list's own order
 */
record Rows(int start, int limit, String sortBy, boolean descending) {
    private static final int USUAL_LIMIT = 10;

    /** Parses like the original: an invalid number counts as missing. */
    static Rows of(V1Call call) throws V1Exception {
        return new Rows(
                number(call.text("start"), 0),
                number(call.text("limit"), USUAL_LIMIT),
                call.text("sort-by"),
                call.text("sort-dir").equals("desc"));
    }

    private static int number(String text, int otherwise) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    /**
     * Reads these rows.
     *
     * @param columns that the list can be sorted by
     * @throws V1Exception 102 for another column
     */
    <T> Page<T> read(Function<Slice, Page<T>> list, Map<String, Function<T, String>> columns) throws V1Exception {
        if (sortBy.isEmpty() && limit > 0 && limit <= Slice.MAX_LIMIT) {
            return list.apply(new Slice(limit, start));
        }
        var rows = all(list);
        if (!sortBy.isEmpty()) {
            var column = columns.get(sortBy);
            if (column == null) {
                throw new V1Exception(
                        Code.DATABASE,
                        "Error 1054: Unknown column '" + sortBy + "' in 'ORDER BY'; there are "
                                + columns.keySet().stream().sorted().toList());
            }
            Comparator<T> order = Comparator.comparing(column);
            rows.sort(descending ? order.reversed() : order);
        }
        int first = Math.min(start, rows.size());
        int last = limit == 0 ? rows.size() : (int) Math.min(rows.size(), (long) first + limit);
        return new Page<>(List.copyOf(rows.subList(first, last)), rows.size());
    }

    private static <T> List<T> all(Function<Slice, Page<T>> list) {
        var rows = new ArrayList<T>();
        Page<T> page;
        do {
            page = list.apply(new Slice(Slice.MAX_LIMIT, rows.size()));
            rows.addAll(page.items());
        } while (page.items().size() == Slice.MAX_LIMIT);
        return rows;
    }
}
