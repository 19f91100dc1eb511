package org.bootagent.itest.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.bootagent.itest.distribution.BooterProcess;
import org.bootagent.wire.Json;

/** Calls {@code /api/v1} as an EasyAgent client does: without a Content-Type, and ignoring the answer's. */
final class EasyAgentApi {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int BAD_REQUEST = 400;

    private final String url;
    private HttpClient client = HttpClient.newHttpClient();

    /** An answer; its JSON is a missing node if it has none. */
    record Answer(int status, JsonNode json) {
        int code() {
            return json.path("code").asInt(-1);
        }

        JsonNode result() {
            return json.at("/data/result");
        }
    }

    EasyAgentApi(BooterProcess booter) {
        this.url = booter.url() + "/api/v1/";
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String body) {
        return send("POST", path, body);
    }

    Answer send(String method, String path, String body) {
        try {
            var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
            var request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
            var response = client.send(request.method(method, publisher).build(), BodyHandlers.ofString());
            if (response.statusCode() == BAD_REQUEST) {
                // The server ends the connection of what is no HTTP, without a word.
                client = HttpClient.newHttpClient();
            }
            return new Answer(response.statusCode(), json(response.body()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + " has no answer: " + e, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** Returns a sidecar that Booter has admitted and that holds a stream. */
    static ReplayingSidecar admitted(BooterProcess booter, String id) {
        var sidecar = ReplayingSidecar.to(booter.streamPort(), id);
        sidecar.register();
        sidecar.listen();
        var api = new EasyAgentApi(booter);
        String hello = "{\"execScript\":\"#!/bin/sh\\necho hello\",\"timeout\":\"9s\"}";
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        api.post("sidecar/" + id + "/execscriptSync", hello).code() == 0);
        sidecar.commands().clear();
        return sidecar;
    }
}
