package org.bootagent.booterctl;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bootagent.wire.Json;

/** A stand-in for Booter over real HTTP: gives prepared answers, and records the requests. */
final class ScriptedBooter implements AutoCloseable {
    static final String WEB1 = "11111111-1111-4111-8111-111111111111";
    static final String WEB2 = "11122222-2222-4222-8222-222222222222";

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    record Request(String line, String contentType, String body) {
        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    private record Reply(int status, String body, Map<String, String> headers) {}

    ScriptedBooter() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        hosts(host(WEB1, "web1"), host(WEB2, "web2"));
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Adds a reply to a request; of several replies, each is given once and the last one for ever. */
    void reply(String methodAndPath, int status, String body) {
        replies.computeIfAbsent(methodAndPath, key -> new ArrayDeque<>()).add(new Reply(status, body, Map.of()));
    }

    /** Replaces the reply from now on. */
    void again(String methodAndPath, String body) {
        replies.remove(methodAndPath);
        reply(methodAndPath, 200, body);
    }

    /** Sets a part of a job's output. */
    void part(String job, String body, int next, boolean complete) {
        replies.computeIfAbsent("GET /api/v2/jobs/" + job + "/output", key -> new ArrayDeque<>())
                .add(new Reply(
                        200, body, Map.of("Output-Next", "" + next, "Output-Complete", String.valueOf(complete))));
    }

    void has(String path, String etag) {
        replies.put("HEAD " + path, new ArrayDeque<>(List.of(new Reply(200, "", Map.of("ETag", etag)))));
    }

    /** Adds a header to each answer from now on. */
    void header(String methodAndPath, String body, String name, String value) {
        replies.put(methodAndPath, new ArrayDeque<>(List.of(new Reply(200, body, Map.of(name, value)))));
    }

    void hosts(String... hosts) {
        replies.remove("GET /api/v2/hosts");
        reply("GET /api/v2/hosts", 200, "{\"hosts\":[" + String.join(",", hosts) + "],\"total\":" + hosts.length + "}");
    }

    static String host(String sn, String name) {
        return "{\"agentsn\":\"" + sn + "\",\"hostname\":\"" + name
                + "\",\"online\":true,\"step\":600,\"tags\":[\"a=b\",\"c=d\"],"
                + "\"lastSeen\":\"2026-01-31T12:00:00.123Z\",\"version\":\"bootagent-0.1.0-x86_64\"}";
    }

    static String job(String status, Integer errcode, double done) {
        return "{\"id\":\"j1\",\"agentsn\":\"" + WEB1
                + "\",\"createdBy\":\"local\",\"action\":\"install\",\"name\":\"a\",\"status\":\""
                + status + "\","
                + (errcode == null ? "" : "\"errcode\":" + errcode + ",\"message\":\"because\",")
                + "\"progress\":{\"done\":" + done + ",\"message\":\"" + (done > 0 ? "downloading" : "") + "\"}}";
    }

    Request only(String method) {
        var found = requests.stream()
                .filter(request -> request.line().startsWith(method))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("not one " + method + ": " + requests);
        }
        return found.get(0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = exchange.getRequestMethod() + " ";
        requests.add(new Request(
                method + exchange.getRequestURI(), exchange.getRequestHeaders().getFirst("Content-Type"), body));
        var reply = next(method + exchange.getRequestURI().getPath());
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                reply.status(), bytes.length == 0 || method.startsWith("HEAD") ? -1 : bytes.length);
        if (!method.startsWith("HEAD")) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Reply next(String methodAndPath) {
        var queue = replies.get(methodAndPath);
        if (queue == null && methodAndPath.startsWith("HEAD /packages/")) {
            return new Reply(200, "", Map.of("ETag", "\"other\""));
        }
        if (queue == null) {
            return new Reply(
                    404,
                    "{\"title\":\"Not found\",\"status\":404,\"detail\":\"nothing at " + methodAndPath + "\"}",
                    Map.of());
        }
        synchronized (queue) {
            return queue.size() > 1 ? queue.remove() : queue.peek();
        }
    }
}
