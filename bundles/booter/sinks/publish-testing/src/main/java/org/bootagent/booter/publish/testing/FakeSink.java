package org.bootagent.booter.publish.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** A sink that can be killed and revived at the same address. */
public final class FakeSink implements AutoCloseable {
    public final AtomicInteger requests = new AtomicInteger();
    private final Service service;
    private HttpServer server;
    private int port;

    /** Handles a request. */
    @FunctionalInterface
    public interface Service {
        void answer(HttpExchange exchange, String body) throws IOException;
    }

    public FakeSink(Service service) throws IOException {
        this.service = service;
        revive();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public void revive() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        port = server.getAddress().getPort();
        server.createContext("/", this::take);
        server.start();
    }

    public void kill() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        boolean gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                var in = gzip ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            service.answer(exchange, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    public static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        kill();
    }
}
