package org.bootagent.booter.http.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.wire.Json;

/**
 * A reply over HTTP.
 *
 * @param status of HTTP
 * @param body JSON
 */
record Answer(int status, String body) {
    static Answer of(Object message) {
        return new Answer(200, json(message));
    }

    /** Returns a refusal: one line of JSON whose {@code status} is not 0, for the host to log. */
    static Answer refused(int status, String why) {
        ObjectNode message = Json.MAPPER.createObjectNode().put("status", 1);
        return new Answer(status, json(message.put("message", why.replaceAll("\\s+", " "))));
    }

    static Answer refused(FleetException why) {
        int status = switch (why.kind()) {
            case FORBIDDEN -> 403;
            case LIMIT -> 429;
            default -> 400;
        };
        return refused(status, why.getMessage());
    }

    private static String json(Object message) {
        try {
            return Json.MAPPER.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
