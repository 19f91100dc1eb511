package org.bootagent.booter.publish.elasticsearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.wire.Json;

/** The body of a bulk request: each document after a line that says where it goes. Created, not indexed, under its own id: a second copy is told apart. */
final class Bulk {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu.MM.dd").withZone(ZoneOffset.UTC);

    private final String index;

    /** @param index name with {@code {kind}} and {@code {date}} in it */
    Bulk(String index) {
        this.index = index;
    }

    /** @param latest no index is of a later day; the document says the host's own time */
    byte[] body(List<Publication> batch, Instant latest) {
        var out = new ByteArrayOutputStream();
        try {
            for (var publication : batch) {
                out.write(Json.MAPPER.writeValueAsBytes(action(publication.notAfter(latest))));
                out.write('\n');
                out.write(Json.MAPPER.writeValueAsBytes(document(publication)));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return out.toByteArray();
    }

    String index(Publication publication) {
        return index.replace("{kind}", publication.kind().word()).replace("{date}", DATE.format(publication.time()));
    }

    private ObjectNode action(Publication publication) {
        var action = Json.MAPPER.createObjectNode();
        action.putObject("create").put("_index", index(publication)).put("_id", publication.id());
        return action;
    }

    private static ObjectNode document(Publication publication) {
        ObjectNode document = Json.MAPPER.valueToTree(publication);
        document.set("@timestamp", document.remove("time"));
        document.remove("id");
        return document;
    }
}
