package org.bootagent.packages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Serves one file with the faults that it is told, and records the requests. */
final class FaultyServer implements AutoCloseable {
    private final byte[] content;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<String> paths = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ifRanges = Collections.synchronizedList(new ArrayList<>());
    private final Queue<Integer> cutAt = new ArrayDeque<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private volatile boolean rangesKnown = true;
    private volatile boolean tagChanges;
    private volatile boolean goes;
    private volatile String tag = "\"v1\"";

    FaultyServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.createContext(
                "/other", exchange -> send(exchange, 200, "another file".getBytes(StandardCharsets.UTF_8)));
        server.createContext("/status/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            send(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), new byte[0]);
        });
        server.createContext("/huge/", this::sendHuge);
        server.createContext("/silent", this::sendALittleAndHang);
        server.start();
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Cuts the first answers after this many bytes of the file. */
    void cutAfter(Integer... positions) {
        cutAt.addAll(List.of(positions));
    }

    void tag(String newTag) {
        tag = newTag;
    }

    /** Loses the file after the first cut. */
    void goneAfterCut() {
        goes = true;
    }

    void changeTagAfterCut() {
        tagChanges = true;
    }

    void ignoreRanges() {
        rangesKnown = false;
    }

    List<String> paths() {
        return List.copyOf(paths);
    }

    List<String> ranges() {
        return List.copyOf(ranges);
    }

    List<String> ifRanges() {
        return List.copyOf(ifRanges);
    }

    int cuts() {
        return cuts.get();
    }

    long bytesSent() {
        return sent.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        String range = header(exchange, "Range");
        ranges.add(range);
        String ifRange = header(exchange, "If-Range");
        ifRanges.add(ifRange);
        boolean partial = !range.isEmpty() && rangesKnown && (ifRange.isEmpty() || ifRange.equals(tag));
        int start = partial ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)) : 0;
        if (goes && cuts.get() > 0) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("ETag", tag);
        if (start >= content.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
            exchange.sendResponseHeaders(416, -1);
            exchange.close();
            return;
        }
        if (partial) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + start + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(partial ? 206 : 200, content.length - start);
        sendFrom(exchange, start);
    }

    private void sendFrom(HttpExchange exchange, int start) throws IOException {
        Integer cut = cutAt.poll();
        int end = cut == null ? content.length : cut;
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            out.write(content, start, end - start);
            out.flush();
            sent.addAndGet(end - start);
            if (cut != null) {
                cuts.incrementAndGet();
                tag = tagChanges ? "\"v2\"" : tag;
                // Closing an answer that is not whole closes its connection.
                throw new IOException("cut");
            }
        }
    }

    private void sendHuge(HttpExchange exchange) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        long size = 1L << 30;
        boolean declared = exchange.getRequestURI().getPath().endsWith("declared");
        exchange.sendResponseHeaders(200, declared ? size : 0);
        try (exchange;
                OutputStream out = exchange.getResponseBody()) {
            var block = new byte[1 << 16];
            for (long done = 0; done < size; done += block.length) {
                out.write(block);
                sent.addAndGet(block.length);
            }
        }
    }

    private void sendALittleAndHang(HttpExchange exchange) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content, 0, 100_000);
        exchange.getResponseBody().flush();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        paths.add(exchange.getRequestURI().getPath());
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
