package org.bootagent.itest.distribution;

import java.util.ArrayList;
import java.util.List;

/** Chooses some of many points. */
final class Sampling {
    private Sampling() {}

    /**
     * Returns evenly spread points.
     *
     * @param wanted how many, or {@code all}
     */
    static <T> List<T> spread(List<T> points, String wanted) {
        if (wanted.equals("all")) {
            return points;
        }
        int count = Math.min(points.size(), Integer.parseInt(wanted));
        var chosen = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            chosen.add(points.get((2 * i + 1) * points.size() / (2 * count)));
        }
        return chosen;
    }
}
