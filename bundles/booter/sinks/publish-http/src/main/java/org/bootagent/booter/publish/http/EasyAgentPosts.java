package org.bootagent.booter.publish.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.client.Answer;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.bootagent.booter.publish.easyagent.EasyAgentDocument;

/** Posts as EasyAgent's server does: each document by itself, uncompressed, to a path for its subject. */
final class EasyAgentPosts implements Format {
    private static final String PATH = "/api/v2/instance/";

    /** Statuses that may change later. Any other is about this document, and retrying would keep those behind it waiting for ever. */
    private static final Set<Integer> AGAIN = Set.of(401, 403, 407, 408, 425, 429, 502, 503, 504);

    private final HttpSink sink;
    private final Signature signature;
    private final AgentIds ids;

    EasyAgentPosts(HttpSink sink, Signature signature, AgentIds ids) {
        this.sink = sink;
        this.signature = signature;
        this.ids = ids;
    }

    @Override
    public boolean takes(Publication.Kind kind) {
        return kind != Publication.Kind.JOB && kind != Publication.Kind.AGENT_STATE;
    }

    @Override
    public void send(List<Publication> batch) throws PublishException, InterruptedException {
        int refused = 0;
        String reason = "";
        for (int i = 0; i < batch.size(); i++) {
            try {
                post(batch.get(i));
            } catch (PublishException e) {
                reason = e.getMessage();
                if (e.retryable()) {
                    throw PublishException.partly(batch.subList(i, batch.size()), refused, e.retryAfter(), reason);
                }
                refused++;
            }
        }
        if (refused > 0) {
            throw PublishException.partly(List.of(), refused, Duration.ZERO, reason);
        }
    }

    private void post(Publication publication) throws PublishException, InterruptedException {
        var document = EasyAgentDocument.of(publication, ids);
        if (document.isPresent()) {
            byte[] body = (document.get().json() + "\n").getBytes(StandardCharsets.UTF_8);
            String path = PATH + document.get().id() + "/" + document.get().type();
            check(sink.postPlainly(path, body, signature.of(body)));
        }
    }

    private static void check(Answer answer) throws PublishException {
        if (AGAIN.contains(answer.status())) {
            throw PublishException.retryAfter(answer.retryAfter(), answer.text());
        }
        if (!answer.accepted()) {
            throw PublishException.refused(answer.text(), null);
        }
    }
}
