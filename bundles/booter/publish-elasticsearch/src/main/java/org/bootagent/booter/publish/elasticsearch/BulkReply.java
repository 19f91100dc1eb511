package org.bootagent.booter.publish.elasticsearch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.wire.Json;

/** What became of each document of a bulk request. */
final class BulkReply {
    private static final int THERE_ALREADY = 409;

    /** What is wrong with the document itself. All else may be put right, such as a right or an index that is missing. */
    private static final Set<Integer> REFUSED = Set.of(400, 413);

    private final List<Publication> again = new ArrayList<>();
    private int refused;
    private String reason = "";

    private BulkReply() {}

    /** @throws PublishException unless every document is there now */
    static void check(Answer answer, List<Publication> batch) throws PublishException {
        JsonNode items = items(answer);
        if (items.size() != batch.size()) {
            throw PublishException.retryable(
                    "the reply is about " + items.size() + " documents, " + batch.size() + " were sent", null);
        }
        var reply = new BulkReply();
        for (int i = 0; i < items.size(); i++) {
            reply.take(items.get(i).path("create"), batch.get(i));
        }
        if (!reply.again.isEmpty() || reply.refused > 0) {
            throw PublishException.partly(reply.again, reply.refused, answer.retryAfter(), reply.reason);
        }
    }

    private static JsonNode items(Answer answer) throws PublishException {
        try {
            return Json.MAPPER.readTree(answer.body()).path("items");
        } catch (JsonProcessingException e) {
            throw PublishException.retryable("the reply is no JSON or only a part of it: " + e.getOriginalMessage(), e);
        }
    }

    private void take(JsonNode result, Publication publication) {
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
            again.add(publication);
        }
    }
}
