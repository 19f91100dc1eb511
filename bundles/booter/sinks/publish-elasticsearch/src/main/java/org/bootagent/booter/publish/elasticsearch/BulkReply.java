package org.bootagent.booter.publish.elasticsearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.wire.Json;

/** Outcome of each document of a bulk request. */
final class BulkReply {
    private static final int THERE_ALREADY = 409;
    private static final int MISSING = 404;

    /** Statuses for a document that is itself faulty. All other failures can be corrected, such as a missing privilege or index. */
    private static final Set<Integer> REFUSED = Set.of(400, 413);

    private final List<Publication> again = new ArrayList<>();
    private final Set<String> missing = new TreeSet<>();
    private final Answer answer;
    private int refused;
    private String reason = "";

    private BulkReply(Answer answer) {
        this.answer = answer;
    }

    /**
     * Reads a reply.
     *
     * @throws PublishException if it is not about these documents
     */
    static BulkReply of(Answer answer, List<Documents.Document> documents) throws PublishException {
        JsonNode items = items(answer);
        if (items.size() != documents.size()) {
            throw PublishException.retryable(
                    "the reply is about " + items.size() + " documents, " + documents.size() + " were sent", null);
        }
        var reply = new BulkReply(answer);
        for (int i = 0; i < items.size(); i++) {
            reply.take(items.get(i).path("create"), documents.get(i));
        }
        return reply;
    }

    /** Returns missing indexes that are not created by writing to them. */
    Set<String> missing() {
        return Set.copyOf(missing);
    }

    /**
     * Checks the outcome.
     *
     * @throws PublishException unless every document is stored
     */
    void check() throws PublishException {
        if (!again.isEmpty() || refused > 0) {
            throw PublishException.partly(again, refused, answer.retryAfter(), reason);
        }
    }

    private static JsonNode items(Answer answer) throws PublishException {
        try {
            return Json.MAPPER.readTree(answer.body()).path("items");
        } catch (JsonProcessingException e) {
            throw PublishException.retryable("the reply is no JSON or only a part of it: " + e.getOriginalMessage(), e);
        }
    }

    private void take(JsonNode result, Documents.Document document) {
        int status = result.path("status").asInt();
        if (status / 100 == 2 || status == THERE_ALREADY) {
            return;
        }
        JsonNode error = result.path("error");
        reason = "HTTP " + status + " " + error.path("type").asText() + ": "
                + error.path("reason").asText();
        if (REFUSED.contains(status)) {
            refused++;
        } else {
            again.add(document.publication());
        }
        if (status == MISSING) {
            missing.add(document.index());
        }
    }
}
