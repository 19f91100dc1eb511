package org.bootagent.booter.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.Slice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Booter about itself. */
final class SystemResource {
    private static final Logger log = LoggerFactory.getLogger(SystemResource.class);

    private final Fleet fleet;
    private final Metrics metrics;
    private final String version;

    SystemResource(Fleet fleet, Metrics metrics, String version) {
        this.fleet = fleet;
        this.metrics = metrics;
        this.version = version;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/openapi.json", call -> Reply.text("application/json", openApi())),
                Route.get("/metrics", call -> Reply.text(PrometheusText.MEDIA_TYPE, metrics.text())),
                Route.get("/health", this::health));
    }

    static String openApi() throws IOException {
        try (var in = SystemResource.class.getResourceAsStream("/openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Reply health(Call call) {
        try {
            fleet.events(Filter.Events.ALL, new Slice(1, 0));
            return Reply.json(Map.of("status", "ok", "version", version));
        } catch (RuntimeException e) {
            // Whatever keeps the store from answering, the reply is the same; what it was stands in the log.
            log.warn("Health check failed: the store does not answer", e);
            return Reply.json(
                    503, Map.of("status", "failed", "version", version, "detail", "the store does not answer"));
        }
    }
}
