package org.bootagent.booter.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bootagent.api.host.Redaction;
import org.bootagent.api.packages.PackageReference;
import org.bootagent.wire.Json;

/** A job's parameters as operators see them: without the passwords and queries of URLs, which only the job's host is told. */
final class ShownParameters {
    /** Fields that hold one URL, or a list of them. */
    private static final Set<String> URLS = Set.of("url", "urls");

    private ShownParameters() {}

    static JsonNode of(String parameters) {
        try {
            return redacted(Json.MAPPER.readTree(parameters), Redaction::urls);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored job's parameters are not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** @param mask for texts that are not in an object of their own */
    private static JsonNode redacted(JsonNode node, UnaryOperator<String> mask) {
        if (node.isTextual()) {
            return TextNode.valueOf(mask.apply(node.textValue()));
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(redacted(field.getValue(), mask(field.getKey()))));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, redacted(array.get(i), mask));
            }
        }
        return node;
    }

    private static UnaryOperator<String> mask(String field) {
        return URLS.contains(field) ? ShownParameters::url : Redaction::urls;
    }

    private static String url(String value) {
        return PackageReference.isOne(value) ? value : Redaction.url(value);
    }
}
