package org.bootagent.itest;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.wire.Json;

/** Booter's REST interfaces, as a script would use them. */
public final class BooterClient {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    /** A reply. */
    public record Reply(int status, String body) {
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + this, e);
            }
        }
    }

    /** @param url without a slash at its end */
    public BooterClient(String url) {
        this.url = url;
    }

    public boolean healthy() {
        try {
            return send("GET", "/health", BodyPublishers.noBody()).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    public JsonNode get(String path) {
        var reply = request("GET", path, BodyPublishers.noBody());
        if (reply.status() != 200) {
            throw new AssertionError("GET " + path + ": " + reply);
        }
        return reply.json();
    }

    /** Returns the body as it is. */
    public String text(String path) {
        return request("GET", path, BodyPublishers.noBody()).body();
    }

    public Reply post(String path, String body) {
        return request("POST", path, BodyPublishers.ofString(body));
    }

    /** Waits for the only host, and returns its serial number. */
    public String onlyHost() {
        var hosts = await("the host")
                .atMost(PATIENCE)
                .until(() -> get("/api/v2/hosts").path("hosts"), list -> list.size() == 1);
        return hosts.get(0).path("agentsn").asText();
    }

    /** Pushes a package. @return its name on the server */
    public String push(Path file) {
        String name = file.getFileName().toString();
        try {
            var reply = request("PUT", "/packages/" + name, BodyPublishers.ofFile(file));
            if (reply.status() != 200 && reply.status() != 201) {
                throw new AssertionError("PUT " + name + ": " + reply);
            }
            return name;
        } catch (FileNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks a host for a job. @return the job's id */
    public String submit(String host, String action, String name, Map<String, ?> parameters) {
        ObjectNode job = Json.MAPPER.createObjectNode().put("action", action);
        if (!name.isEmpty()) {
            job.put("name", name);
        }
        job.setAll(Json.MAPPER.<ObjectNode>valueToTree(parameters));
        var reply = post("/api/v2/hosts/" + host + "/jobs", job.toString());
        if (reply.status() != 201) {
            throw new AssertionError(job + ": " + reply);
        }
        return reply.json().path("id").asText();
    }

    /** Waits until the job has a result. @return the job */
    public JsonNode result(String id) {
        return await("the result of " + id)
                .atMost(PATIENCE)
                .until(() -> get("/api/v2/jobs/" + id + "?wait=5"), job -> job.hasNonNull("errcode"));
    }

    public List<JsonNode> events(String host, String type) {
        var events = new ArrayList<JsonNode>();
        get("/api/v2/hosts/" + host + "/events?type=" + type).path("events").forEach(events::add);
        return events;
    }

    private Reply request(String method, String path, BodyPublisher body) {
        try {
            return send(method, path, body);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + ": " + e, e);
        }
    }

    private Reply send(String method, String path, BodyPublisher body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
