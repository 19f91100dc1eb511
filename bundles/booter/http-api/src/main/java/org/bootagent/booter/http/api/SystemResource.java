package org.bootagent.booter.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Booter about itself. */
final class SystemResource {
    private final Metrics metrics;

    SystemResource(Metrics metrics) {
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/openapi.json", call -> Reply.text("application/json", openApi())),
                Route.get("/metrics", call -> Reply.text(PrometheusText.MEDIA_TYPE, metrics.text())));
    }

    static String openApi() throws IOException {
        try (var in = SystemResource.class.getResourceAsStream("/openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
