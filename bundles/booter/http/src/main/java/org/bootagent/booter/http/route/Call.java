package org.bootagent.booter.http.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.http.guard.Callers;
import org.bootagent.wire.Json;

/** A request for a handler, with its caller. */
public final class Call {
    /** Limit of a body: a job is small, and packages are not read here. */
    public static final int MAX_BODY = 1 << 20;

    private final HttpServletRequest request;
    private final Map<String, String> variables;
    private final Map<String, String> query;

    Call(HttpServletRequest request, Map<String, String> variables) throws ProblemException {
        this.request = request;
        this.variables = variables;
        this.query = Uris.query(request.getQueryString());
    }

    /** Returns the caller. */
    public Caller caller() {
        return Callers.of(request);
    }

    public HttpServletRequest request() {
        return request;
    }

    public String path(String variable) {
        return variables.get(variable);
    }

    /** A parameter of the query, if it is given and not empty. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    public int queryInt(String name, int absent, int min, int max) throws ProblemException {
        String text = query(name).orElse(String.valueOf(absent));
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw Problem.badRequest(name + " must be a whole number from " + min + " to " + max + ", not '" + text + "'");
    }

    public Optional<Boolean> queryFlag(String name) throws ProblemException {
        String text = query.get(name);
        if (text == null) {
            return Optional.empty();
        }
        return switch (text) {
            case "", "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw Problem.badRequest(name + " must be true or false, not '" + text + "'");
        };
    }

    /** Returns the body, a JSON object. A web page cannot send this content type to another server without asking first, which is never allowed. */
    public ObjectNode body() throws IOException, ProblemException {
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals("application/json")) {
            throw Problem.of(415, "the body must be JSON, with the header Content-Type: application/json");
        }
        byte[] bytes = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw Problem.of(413, "the body must not exceed " + MAX_BODY + " bytes");
        }
        return object(bytes);
    }

    private static ObjectNode object(byte[] bytes) throws IOException, ProblemException {
        try {
            JsonNode tree = Json.MAPPER.readTree(bytes);
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw Problem.badRequest("the body must be a JSON object");
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON: " + Json.fault(e));
        }
    }
}
