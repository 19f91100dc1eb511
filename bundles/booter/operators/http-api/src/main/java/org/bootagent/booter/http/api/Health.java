package org.bootagent.booter.http.api;

import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether Booter can serve: every bundle and every configured component runs, and its store answers. */
final class Health {
    private static final Logger log = LoggerFactory.getLogger(Health.class);

    private static final String OK = "ok";

    private final String version;
    private final String warning;
    private final Components components;
    private final FleetServices fleet;

    /**
     * Of one Booter.
     *
     * @param warning what an operator should know although it serves; null: nothing
     * @param fleet null: there is none
     */
    Health(String version, String warning, Components components, FleetServices fleet) {
        this.version = version;
        this.warning = warning;
        this.components = components;
        this.fleet = fleet;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(Route.get("/health", call -> reply()));
    }

    private Reply reply() {
        var state = state();
        return Reply.json(state.get("status").equals(OK) ? 200 : 503, state);
    }

    /** The answer of {@code /health}. */
    Map<String, Object> state() {
        var down = components.down();
        if (!down.isEmpty()) {
            return failed("parts of Booter do not run", down);
        }
        return storeAnswers() ? ok() : failed("the store does not answer", List.of());
    }

    private Map<String, Object> ok() {
        return warning == null
                ? Map.of("status", OK, "version", version)
                : Map.of("status", OK, "version", version, "warning", warning);
    }

    private Map<String, Object> failed(String detail, List<Components.Down> down) {
        return Map.of("status", "failed", "version", version, "detail", detail, "components", down);
    }

    private boolean storeAnswers() {
        if (fleet == null) {
            return false;
        }
        try {
            fleet.events().list(EventFilter.ALL, new Slice(1, 0));
            return true;
        } catch (RuntimeException e) {
            // Whatever keeps the store from answering, the reply is the same; what it was stands in the log.
            log.warn("Health check failed: the store does not answer", e);
            return false;
        }
    }
}
