package org.bootagent.easyagent.testing.judge;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Numbers of operations in a recording and here. Both are positive and one for each operation, and ours rise from call to call. The number that the recording has
 * instead of one, -1, is ours, too. For one thread.
 */
final class OperationNumbers {
    private static final Pattern QUERY = Pattern.compile("(operation_seq=)(\\d{1,18})");

    private final Map<Long, Long> ours = new HashMap<>();
    private long highest;
    private long before;

    /** Begins with calls that follow those before: their operations have higher numbers. */
    void nextCalls() {
        before = highest;
    }

    /** Returns whether a number of ours stands for this one of the recording. The first that does is learned. */
    boolean same(long recorded, long number) {
        if (recorded <= 0) {
            return recorded == number;
        }
        Long known = ours.get(recorded);
        if (known != null) {
            return known == number;
        }
        if (number <= before || ours.containsValue(number)) {
            return false;
        }
        ours.put(recorded, number);
        highest = Math.max(highest, number);
        return true;
    }

    /** Returns a query with our numbers. */
    String inQuery(String query) {
        return QUERY.matcher(query)
                .replaceAll(named ->
                        named.group(1) + ours.getOrDefault(Long.valueOf(named.group(2)), Long.valueOf(named.group(2))));
    }
}
