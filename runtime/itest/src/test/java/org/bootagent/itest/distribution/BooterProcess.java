package org.bootagent.itest.distribution;

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
import java.util.List;
import java.util.Map;
import org.bootagent.itest.Build;
import org.bootagent.itest.Ports;
import org.bootagent.wire.Json;

/** Booter, as the distribution starts it, on a home and a port of its own. */
final class BooterProcess implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final int port;
    private Program program;

    /** A reply. */
    record Reply(int status, String body) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + this, e);
            }
        }
    }

    private BooterProcess(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Returns when it serves. */
    static BooterProcess start() {
        var booter = new BooterProcess(Build.scratch("booter"), Ports.free());
        booter.run();
        return booter;
    }

    void run() {
        var command = List.of(
                Build.booter().resolve("bin/booter").toString(),
                "run",
                "--home",
                home.resolve("home").toString(),
                "--http",
                address());
        program = Program.start(home.resolve("output"), Map.of(), command);
        await().atMost(Duration.ofSeconds(30)).until(this::serves);
    }

    private boolean serves() {
        if (!program.alive()) {
            throw new AssertionError("Booter has ended: " + program.output());
        }
        try {
            return send("GET", "/health", BodyPublishers.noBody()).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String url() {
        return "http://" + address();
    }

    Program program() {
        return program;
    }

    JsonNode get(String path) {
        var reply = request("GET", path, BodyPublishers.noBody());
        if (reply.status() != 200) {
            throw new AssertionError("GET " + path + ": " + reply);
        }
        return reply.json();
    }

    Reply post(String path, String body) {
        return request("POST", path, BodyPublishers.ofString(body));
    }

    private Reply request(String method, String path, BodyPublisher body) {
        try {
            return send(method, path, body);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + ": " + e + "\n" + program.output(), e);
        }
    }

    private Reply send(String method, String path, BodyPublisher body) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(60))
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

    /** The only host there is; waits for it. */
    String onlyHost() {
        var hosts = await().atMost(Duration.ofSeconds(30))
                .until(() -> get("/api/v2/hosts").path("hosts"), list -> list.size() == 1);
        return hosts.get(0).path("agentsn").asText();
    }

    /** @return the file's name on the server */
    String push(Path file) {
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

    /** @return the job's id */
    String submit(String host, ObjectNode job) {
        var reply = post("/api/v2/hosts/" + host + "/jobs", job.toString());
        if (reply.status() != 201) {
            throw new AssertionError(job + ": " + reply);
        }
        return reply.json().path("id").asText();
    }

    /** Waits until the job has a result. */
    JsonNode result(String id) {
        return await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/api/v2/jobs/" + id + "?wait=5"), job -> job.hasNonNull("errcode"));
    }

    List<JsonNode> events(String host, String type) {
        var events = new java.util.ArrayList<JsonNode>();
        get("/api/v2/hosts/" + host + "/events?type=" + type).path("events").forEach(events::add);
        return events;
    }

    @Override
    public void close() {
        program.close();
    }
}
