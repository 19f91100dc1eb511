package org.bootagent.booter.publish.influxdb;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bootagent.wire.Json;

/** InfluxDB's own server, 1.x as packaged by Debian, as a process that can be killed. */
final class Influxd implements AutoCloseable {
    private final Path directory;
    private final Path configuration;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();
    private Process process;

    Influxd(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.port = freePort();
        this.configuration = Files.writeString(
                directory.resolve("influxdb.conf"), """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "%s/meta"
                [data]
                  dir = "%s/data"
                  wal-dir = "%s/wal"
                [http]
                  bind-address = "127.0.0.1:%d"
                  log-enabled = false
                [monitor]
                  store-enabled = false
                """.formatted(freePort(), directory, directory, directory, port));
        start();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start() throws IOException {
        process = new ProcessBuilder("influxd", "-config", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        await().atMost(5, TimeUnit.MINUTES).ignoreExceptions().until(() -> get("/ping") == 204);
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private int get(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url() + path)).build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Returns the first value of the first row, or empty. */
    String ask(String query) throws IOException, InterruptedException {
        String body = "db=booter&q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
        var reply = client.send(
                HttpRequest.newBuilder(URI.create(url() + "/query"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return Json.MAPPER
                .readTree(reply.body())
                .at("/results/0/series/0/values/0/1")
                .asText();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
