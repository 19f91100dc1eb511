package org.bootagent.booter.http.route;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.bootagent.wire.Json;

/** An answer to a request. */
@FunctionalInterface
public interface Reply {
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;

    static Reply json(Object body) {
        return json(200, body);
    }

    static Reply json(int status, Object body) {
        return (request, response) -> {
            response.setStatus(status);
            send(response, "application/json", Json.MAPPER.writeValueAsBytes(body));
        };
    }

    static Reply created(String location, Object body) {
        return (request, response) -> {
            response.setHeader("Location", location);
            json(201, body).send(request, response);
        };
    }

    static Reply noContent() {
        return (request, response) -> response.setStatus(204);
    }

    static Reply text(String type, String body) {
        return (request, response) -> send(response, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Reply problem(Problem problem) {
        return (request, response) -> {
            response.setStatus(problem.status());
            problem.headers().forEach(response::setHeader);
            if (request.getContentLengthLong() != 0 && !request.getMethod().equals("GET")) {
                // A refused body may not have been read: the client must not send its next request behind it.
                response.setHeader("Connection", "close");
            }
            var body = new LinkedHashMap<String, Object>();
            body.put("title", problem.title());
            body.put("status", problem.status());
            body.put("detail", problem.detail());
            send(response, Problem.MEDIA_TYPE, Json.MAPPER.writeValueAsBytes(body));
        };
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
