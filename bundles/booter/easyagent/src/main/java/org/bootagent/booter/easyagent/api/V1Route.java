package org.bootagent.booter.easyagent.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One call of the interface.
 *
 * @param template below {@code /api/v1/}; {@code {id}} and {@code {op}} stand for one segment
 */
record V1Route(Set<String> methods, String template, Handler handler) {
    static final Set<String> GET = Set.of("GET", "HEAD");
    static final Set<String> POST = Set.of("POST");
    static final Set<String> BOTH = Set.of("GET", "HEAD", "POST");

    /** Carries a call out. */
    @FunctionalInterface
    interface Handler {
        /** @return what the envelope's {@code data} is */
        Object handle(V1Call call) throws V1Exception;
    }

    /** What a path says, if it is one of this route. */
    Optional<Map<String, String>> match(String path) {
        var names = template.split("/", -1);
        var segments = path.split("/", -1);
        if (names.length != segments.length) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < names.length; i++) {
            if (names[i].startsWith("{")) {
                variables.put(names[i].substring(1, names[i].length() - 1), segments[i]);
            } else if (!names[i].equals(segments[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    /** Routes that are built one after the other. */
    static final class Table {
        private final List<V1Route> routes = new ArrayList<>();

        Table get(String template, Handler handler) {
            return add(GET, template, handler);
        }

        Table post(String template, Handler handler) {
            return add(POST, template, handler);
        }

        Table both(String template, Handler handler) {
            return add(BOTH, template, handler);
        }

        List<V1Route> routes() {
            return routes;
        }

        private Table add(Set<String> methods, String template, Handler handler) {
            routes.add(new V1Route(methods, template, handler));
            return this;
        }
    }
}
