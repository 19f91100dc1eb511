package org.bootagent.api.job;

import java.util.Locale;

/** The path of a request that a host makes in EasyAgent's words: below the host's target, perhaps with a query of its own. */
public final class RestPath {
    private RestPath() {}

    /** Returns whether a path climbs above its beginning by {@code ..}, however a server reads it: in plain letters, escaped, or with parameters. */
    public static boolean leaves(String path) {
        String plain = path.split("[?#]", 2)[0]
                .toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "/")
                .replace('\\', '/');
        int depth = 0;
        for (String segment : plain.split("/", -1)) {
            boolean up = segment.equals("..") || segment.startsWith("..;");
            boolean same = segment.isEmpty() || segment.equals(".") || segment.startsWith(".;");
            depth += up ? -1 : same ? 0 : 1;
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }
}
