package org.bootagent.booter.publish.elasticsearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bootagent.wire.Json;

/**
 * Body of a bulk request: each document follows a line with its target. Documents are created, not indexed, under their own ids, so that a second copy is
 * recognised.
 */
final class Bulk {
    private Bulk() {}

    static byte[] body(List<Documents.Document> documents) {
        var body = new StringBuilder();
        for (var document : documents) {
            body.append(action(document)).append('\n').append(document.json()).append('\n');
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode action(Documents.Document document) {
        var action = Json.MAPPER.createObjectNode();
        var create = action.putObject("create").put("_index", document.index());
        if (!document.type().isEmpty()) {
            create.put("_type", document.type());
        }
        create.put("_id", document.publication().id());
        return action;
    }
}
