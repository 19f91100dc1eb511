package org.bootagent.booterctl.client;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Reads lists, which the server returns in slices. */
public final class Lists {
    private static final int SLICE = 1000;

    private Lists() {}

    /** Reads all rows. */
    public static ArrayNode all(Server server, String path, String name) throws CommandException {
        return first(server, path, name, Integer.MAX_VALUE);
    }

    /** Reads the first rows, up to a limit. */
    public static ArrayNode first(Server server, String path, String name, int limit) throws CommandException {
        var rows = JsonNodeFactory.instance.arrayNode();
        String query = path + (path.contains("?") ? "&" : "?") + "limit=" + Math.min(SLICE, limit) + "&offset=";
        int before;
        do {
            before = rows.size();
            server.get(query + before).path(name).forEach(rows::add);
        } while (rows.size() - before == SLICE && rows.size() < limit);
        return rows;
    }
}
