package org.bootagent.itest.distribution;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/** A stand-in for Booter with prepared answers. */
final class StandInServer implements AutoCloseable {
    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    StandInServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "stand-in server");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers a path with the body made of the request's. */
    StandInServer on(String path, UnaryOperator<String> answer) {
        server.createContext(path, exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(path + " " + request);
            send(exchange, answer.apply(request).getBytes(StandardCharsets.UTF_8));
        });
        return this;
    }

    /** Serves a file. */
    StandInServer file(String path, byte[] content) {
        server.createContext(path, exchange -> send(exchange, content));
        return this;
    }

    /** Serves a file, and cuts the connection in its middle. */
    StandInServer torn(String path, byte[] content) {
        server.createContext(path, exchange -> {
            requests.add(path);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        return this;
    }

    /** Serves a file, but withholds its second half from the first client until it is released. */
    StandInServer held(String path, byte[] content, CountDownLatch released) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            requests.add(path + " " + range);
            try (exchange) {
                int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-.*", "$1"));
                exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - from);
                int half = Math.max(from, content.length / 2);
                exchange.getResponseBody().write(content, from, half - from);
                exchange.getResponseBody().flush();
                released.await();
                exchange.getResponseBody().write(content, half, content.length - half);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        return this;
    }

    /** The requests to a path, as path and body. */
    List<String> requests(String path) {
        return requests.stream().filter(request -> request.startsWith(path)).toList();
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
