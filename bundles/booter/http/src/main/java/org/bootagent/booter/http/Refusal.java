package org.bootagent.booter.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.bootagent.booter.http.guard.Guard;
import org.bootagent.wire.EasyAgentReply;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.Json;

/**
 * Why a request does not get to a servlet.
 *
 * @param status of HTTP
 * @param detail for a person: what is wrong and what to do
 * @param retrySeconds when it may be tried again; 0: nothing is said of that
 */
record Refusal(int status, String detail, int retrySeconds) {
    private static final Map<Integer, String> TITLES = Map.of(
            400, "Bad request",
            403, "Forbidden",
            408, "Request timeout",
            413, "Too large",
            500, "Internal error",
            503, "Not available");

    static Refusal forbidden(String detail) {
        return new Refusal(403, detail, 0);
    }

    static Refusal busy(String detail, int retrySeconds) {
        return new Refusal(503, detail, retrySeconds);
    }

    /** Answers in the form that whoever asks this path understands. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (retrySeconds > 0) {
            response.setHeader("Retry-After", String.valueOf(retrySeconds));
        }
        if (!request.getMethod().equals("GET")) {
            // The body may not have been read: the client must not send its next request behind it.
            response.setHeader("Connection", "close");
        }
        byte[] body = body(request, response);
        response.setBufferSize(Math.max(response.getBufferSize(), body.length + 1));
        response.getOutputStream().write(body);
    }

    private byte[] body(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = Guard.path(request);
        ObjectNode body = Json.MAPPER.createObjectNode();
        if (path.startsWith("/api/v1/")) {
            response.setContentType(EasyAgentReply.TYPE);
            return EasyAgentReply.error(Code.PARAMETER, detail).bytes();
        }
        if (path.startsWith("/agent/")) {
            response.setContentType("application/json");
            return Json.MAPPER.writeValueAsBytes(body.put("status", 1).put("message", detail));
        }
        response.setContentType("application/problem+json");
        body.put("title", TITLES.getOrDefault(status, "Error")).put("status", status);
        return Json.MAPPER.writeValueAsBytes(body.put("detail", detail));
    }
}
