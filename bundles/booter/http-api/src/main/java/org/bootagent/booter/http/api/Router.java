package org.bootagent.booter.http.api;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds the route of a request. */
final class Router {
    private final List<Route> routes;

    Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    List<Route> routes() {
        return routes;
    }

    /** A route and the variables of the path that led to it. */
    record Found(Route route, Map<String, String> variables) {}

    /** HEAD is answered by GET; the server sends no body then. */
    Found find(String method, String path) throws ProblemException {
        var segments = Uris.segments(path);
        var allowed = new TreeSet<String>();
        for (var route : routes) {
            var variables = route.match(segments);
            if (variables.isPresent()) {
                if (route.method().equals(method.equals("HEAD") ? "GET" : method)) {
                    return new Found(route, variables.get());
                }
                allowed.add(route.method().equals("GET") ? "GET, HEAD" : route.method());
            }
        }
        throw allowed.isEmpty() ? unknown(path) : notAllowed(method, path, allowed);
    }

    private static ProblemException unknown(String path) {
        return Problem.notFound("nothing is at " + path + "; /openapi.json lists what there is");
    }

    private static ProblemException notAllowed(String method, String path, Set<String> allowed) {
        String methods = String.join(", ", allowed);
        return Problem.of(405, path + " does not take " + method + ", only " + methods, Map.of("Allow", methods));
    }
}
