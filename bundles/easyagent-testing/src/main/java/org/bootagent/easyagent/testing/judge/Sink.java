package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.bootagent.wire.Json;

/** Takes Booter's unasked requests: callbacks, posts, and documents as Elasticsearch does. */
final class Sink implements AutoCloseable {
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /** A received request; the headers' names are in lower case. */
    record Request(String method, String path, String query, Map<String, String> headers, String body) {}

    Sink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    /** Returns host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    List<Request> requests() {
        return requests;
    }

    private void take(HttpExchange exchange) throws IOException {
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        var in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody();
        String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        var uri = exchange.getRequestURI();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        requests.add(new Request(
                exchange.getRequestMethod(),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                headers,
                body));
        byte[] answer = answer(uri.getPath(), body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(200, head ? -1 : answer.length);
        if (!head) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static String answer(String path, String body) {
        if (!path.equals("/_bulk")) {
            return "{\"version\":{\"number\":\"5.6.16\"},\"msg\":\"ok\",\"code\":0}";
        }
        ObjectNode answer = Json.MAPPER.createObjectNode().put("errors", false);
        ArrayNode items = answer.putArray("items");
        long documents = body.lines().count() / 2;
        for (long i = 0; i < documents; i++) {
            items.addObject().putObject("create").put("status", 201);
        }
        return answer.toString();
    }

    /** A document for Elasticsearch, sent alone or with others. */
    record Document(String index, String type, JsonNode body, boolean alone) {}

    /** The documents in this request. */
    static List<Document> documents(Request request) throws IOException {
        List<Document> documents = new CopyOnWriteArrayList<>();
        if (request.path().equals("/_bulk")) {
            List<String> lines = request.body().lines().toList();
            for (int i = 0; i + 1 < lines.size(); i += 2) {
                JsonNode head = Json.MAPPER.readTree(lines.get(i)).elements().next();
                JsonNode body = Json.MAPPER.readTree(lines.get(i + 1));
                documents.add(new Document(
                        head.path("_index").asText(), head.path("_type").asText(), body, false));
            }
        } else if (request.method().equals("POST")) {
            String[] parts = request.path().split("/", -1);
            if (parts.length > 2) {
                documents.add(new Document(parts[1], parts[2], Json.MAPPER.readTree(request.body()), true));
            }
        }
        return documents;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
