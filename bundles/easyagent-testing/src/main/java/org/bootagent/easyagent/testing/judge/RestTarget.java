package org.bootagent.easyagent.testing.judge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bootagent.easyagent.testing.Callback;
import org.bootagent.easyagent.testing.Fixtures;

/** Target of EXEC_REST: answers as the recorded target did, and 400 to unrecorded requests. */
final class RestTarget implements AutoCloseable {
    private final List<Callback> recorded = Fixtures.load().callbacks().stream()
            .filter(callback -> callback.from().equals("sidecar"))
            .toList();
    private final InetSocketAddress address;
    private HttpServer server;

    RestTarget() throws IOException {
        open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = server.getAddress();
    }

    /** Returns host and port. */
    String address() {
        return "127.0.0.1:" + address.getPort();
    }

    private void open(InetSocketAddress where) throws IOException {
        server = HttpServer.create(where, 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var asked = exchange.getRequestURI();
        String query = asked.getRawQuery() == null ? "" : asked.getRawQuery();
        var match = recorded.stream()
                .filter(one -> one.method().equals(exchange.getRequestMethod())
                        && one.path().equals(asked.getRawPath())
                        && one.query().equals(query)
                        && body.equals(one.body() == null ? "" : one.body()))
                .findFirst();
        String request = exchange.getRequestMethod() + " " + asked + " " + body;
        byte[] answer =
                match.map(Callback::answer).orElse("not recorded: " + request).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                match.map(Callback::answered).orElse(400), answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Refuses connections from now on. */
    void down() {
        server.stop(0);
    }

    /** Serves again. */
    void up() {
        try {
            open(address);
        } catch (IOException e) {
            throw new IllegalStateException("cannot listen on " + address + " again", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
