package org.bootagent.wire;

import java.util.Locale;

/** The path of a request that a host makes in EasyAgent's words: below the host's target, perhaps with a query of its own. */
public final class RestPath {
    private RestPath() {}

    /** Returns whether a path climbs above its beginning by {@code ..}, in plain letters or escaped. */
    public static boolean leaves(String path) {
        String plain = path.split("[?#]", 2)[0]
                .toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace('\\', '/');
        int depth = 0;
        for (String segment : plain.split("/", -1)) {
            if (segment.equals("..")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }
}
