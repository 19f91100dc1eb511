package org.bootagent.booter.http.api;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of the interface.
 *
 * @param template such as {@code /api/v2/hosts/{sn}}; a name in braces stands for one segment
 */
record Route(String method, String template, Handler handler) {
    /** Carries out an operation. */
    @FunctionalInterface
    interface Handler {
        Reply handle(Call call) throws IOException, ProblemException;
    }

    static Route get(String template, Handler handler) {
        return new Route("GET", template, handler);
    }

    static Route put(String template, Handler handler) {
        return new Route("PUT", template, handler);
    }

    static Route post(String template, Handler handler) {
        return new Route("POST", template, handler);
    }

    static Route delete(String template, Handler handler) {
        return new Route("DELETE", template, handler);
    }

    /** The path's variables, if the path is one of this route. */
    Optional<Map<String, String>> match(List<String> path) {
        var names = List.of(template.substring(1).split("/"));
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
