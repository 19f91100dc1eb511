package org.bootagent.booter.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.bootagent.api.host.Redaction;
import org.bootagent.wire.Json;

/** A job's parameters as operators see them: without the passwords and queries of URLs, which only the job's host is told. */
final class ShownParameters {
    private ShownParameters() {}

    static JsonNode of(String parameters) {
        try {
            return redacted(Json.MAPPER.readTree(parameters));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored job's parameters are not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonNode redacted(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(Redaction.urls(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(redacted(field.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, redacted(array.get(i)));
            }
        }
        return node;
    }
}
