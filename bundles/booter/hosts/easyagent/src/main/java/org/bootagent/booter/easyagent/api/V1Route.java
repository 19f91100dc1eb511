package org.bootagent.booter.easyagent.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bootagent.booter.http.route.Route;

/** Calls of the interface, with templates below {@code /api/v1/}. */
final class V1Route {
    private V1Route() {}

    /** Carries out a call. */
    @FunctionalInterface
    interface Handler {
        /** @return the envelope's {@code data} */
        Object handle(V1Call call) throws V1Exception;
    }

    /** Collects routes. */
    static final class Table {
        private final List<Route<Handler>> routes = new ArrayList<>();

        Table get(String template, Handler handler) {
            return add(Route.get(template, handler));
        }

        Table post(String template, Handler handler) {
            return add(Route.post(template, handler));
        }

        Table both(String template, Handler handler) {
            return add(new Route<>(Set.of("GET", "POST"), template, handler));
        }

        List<Route<Handler>> routes() {
            return routes;
        }

        private Table add(Route<Handler> route) {
            routes.add(route);
            return this;
        }
    }
}
