package org.bootagent.booter.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bootagent.booter.http.api.metrics.Metrics;
import org.bootagent.booter.http.api.metrics.PrometheusText;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;

/** Information about Booter itself. */
final class SystemResource {
    private final Metrics metrics;

    SystemResource(Metrics metrics) {
        this.metrics = metrics;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(
                Route.get("/openapi.json", call -> Reply.text("application/json", openApi())),
                Route.get("/metrics", call -> Reply.text(PrometheusText.MEDIA_TYPE, metrics.text())));
    }

    static String openApi() throws IOException {
        try (var in = SystemResource.class.getResourceAsStream("/openapi.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
