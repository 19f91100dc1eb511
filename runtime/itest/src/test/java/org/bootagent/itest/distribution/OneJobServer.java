package org.bootagent.itest.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import org.bootagent.wire.Json;

/** A server with one job for its one host: sent with every reply until its result is in, as Booter does. */
final class OneJobServer implements AutoCloseable {
    private static final String REGISTERED = "{\"status\":0,\"agentsn\":\"dcb886e9-04ed-41bb-9c12-4d2de12cd59b\"}";

    private final StandInServer server = new StandInServer();
    private volatile ObjectNode job;
    private volatile JsonNode result;
    private volatile boolean reported;

    OneJobServer() {
        server.on("/agent/register", request -> REGISTERED).on("/agent/status", this::reply);
    }

    private String reply(String report) {
        try {
            reported = true;
            var results = Json.MAPPER.readTree(report).path("jobs");
            for (JsonNode done : results) {
                if (job != null && done.path("id").equals(job.path("id"))) {
                    result = done;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(report, e);
        }
        ObjectNode reply = Json.MAPPER.createObjectNode().put("status", 0);
        if (job != null && result == null) {
            reply.putArray("jobs").add(job);
        }
        return reply.toString();
    }

    StandInServer server() {
        return server;
    }

    String address() {
        return server.address();
    }

    void awaitHost() {
        Await.until(() -> reported);
    }

    void give(ObjectNode newJob) {
        result = null;
        job = newJob;
    }

    /** Sends its job again until its result is in once more. */
    void giveAgain() {
        result = null;
    }

    boolean hasResult() {
        return result != null;
    }

    JsonNode awaitResult() {
        return Await.until(() -> Optional.ofNullable(result), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() {
        server.close();
    }
}
