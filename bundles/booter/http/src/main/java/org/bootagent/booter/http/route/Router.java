package org.bootagent.booter.http.route;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the route of a request.
 *
 * @param <H> type of the interface's handlers
 */
public final class Router<H> {
    private final List<Route<H>> routes;

    public Router(List<Route<H>> routes) {
        this.routes = List.copyOf(routes);
    }

    public List<Route<H>> routes() {
        return routes;
    }

    /** A route with the variables of the matching path. */
    public record Found<H>(Route<H> route, Map<String, String> variables) {}

    /** Returns the first route that takes this method at this path. */
    public Optional<Found<H>> find(String method, List<String> path) {
        for (var route : routes) {
            var variables = route.takes(method) ? route.match(path) : Optional.<Map<String, String>>empty();
            if (variables.isPresent()) {
                return Optional.of(new Found<>(route, variables.get()));
            }
        }
        return Optional.empty();
    }

    /** Returns the methods that routes take at this path, sorted; empty if there are none. */
    public Set<String> allowed(List<String> path) {
        var allowed = new TreeSet<String>();
        routes.stream()
                .filter(route -> route.match(path).isPresent())
                .forEach(route -> allowed.addAll(route.methods()));
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed;
    }
}
