package org.bootagent.booter.publish.elasticsearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.bootagent.booter.publish.Publication;
import org.bootagent.wire.Json;

/** Documents with the fields of a publication and the host's own time. */
final class OwnDocuments implements Documents {
    static final String INDEX = "booter-{kind}-{date}";

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu.MM.dd").withZone(ZoneOffset.UTC);

    private final String index;

    /** @param index name with {@code {kind}} and {@code {date}} in it */
    OwnDocuments(String index) {
        this.index = index;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return kind != Publication.Kind.HEALTH_CHECK;
    }

    @Override
    public List<Document> of(List<Publication> batch, Instant latest) {
        return batch.stream()
                .map(publication ->
                        new Document(publication, index(publication.notAfter(latest)), "", document(publication)))
                .toList();
    }

    String index(Publication publication) {
        return index.replace("{kind}", publication.kind().word()).replace("{date}", DATE.format(publication.time()));
    }

    private static String document(Publication publication) {
        ObjectNode document = Json.MAPPER.valueToTree(publication);
        document.set("@timestamp", document.remove("time"));
        document.remove("id");
        return document.toString();
    }
}
