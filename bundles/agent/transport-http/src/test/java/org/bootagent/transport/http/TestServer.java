package org.bootagent.transport.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.wire.Json;

/** A real HTTP server on loopback that gives prepared replies in order, and the last one again and again. */
final class TestServer implements AutoCloseable {
    record Request(String path, JsonNode body, Map<String, List<String>> headers) {}

    record Answer(int status, String body, Map<String, String> headers) {}

    private final HttpServer http;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();

    TestServer() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    TestServer(HttpServer http) {
        this.http = http;
        http.createContext("/", this::handle);
        http.start();
    }

    TestServer answer(String body) {
        return answer(200, body, Map.of());
    }

    TestServer answer(int status, String body, Map<String, String> headers) {
        answers.add(new Answer(status, body, headers));
        return this;
    }

    /** Closes the connection without a reply. */
    TestServer cut() {
        return answer(0, "", Map.of());
    }

    ServerAddress address() {
        return new ServerAddress("127.0.0.1", http.getAddress().getPort());
    }

    List<JsonNode> bodies(String path) {
        return requests.stream()
                .filter(request -> request.path().equals(path))
                .map(Request::body)
                .toList();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            var body = Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes());
            requests.add(
                    new Request(exchange.getRequestURI().getPath(), body, Map.copyOf(exchange.getRequestHeaders())));
            var answer = answers.size() > 1 ? answers.remove() : answers.element();
            if (answer.status() == 0) {
                return;
            }
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
