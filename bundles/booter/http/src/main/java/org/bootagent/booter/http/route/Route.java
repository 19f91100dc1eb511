package org.bootagent.booter.http.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One operation of an interface.
 *
 * @param methods of HTTP that it takes; GET takes HEAD, too
 * @param template such as {@code /api/v2/hosts/{sn}}; a name in braces stands for one segment
 * @param handler of the operation
 * @param <H> type of the interface's handlers
 */
public record Route<H>(Set<String> methods, String template, H handler) {
    public Route {
        methods = Set.copyOf(methods);
    }

    public static <H> Route<H> get(String template, H handler) {
        return new Route<>(Set.of("GET"), template, handler);
    }

    public static <H> Route<H> put(String template, H handler) {
        return new Route<>(Set.of("PUT"), template, handler);
    }

    public static <H> Route<H> post(String template, H handler) {
        return new Route<>(Set.of("POST"), template, handler);
    }

    public static <H> Route<H> delete(String template, H handler) {
        return new Route<>(Set.of("DELETE"), template, handler);
    }

    /** Returns whether it takes this method. The server sends no body in reply to HEAD. */
    boolean takes(String method) {
        return methods.contains(method.equals("HEAD") ? "GET" : method);
    }

    /** The path's variables, if the path is one of this route. */
    Optional<Map<String, String>> match(List<String> path) {
        var names = List.of(template.replaceFirst("^/", "").split("/", -1));
        if (names.size() != path.size()) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (name.startsWith("{")) {
                variables.put(name.substring(1, name.length() - 1), path.get(i));
            } else if (!name.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
