package org.bootagent.booter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.bootagent.booter.http.guard.Callers;
import org.bootagent.booter.http.guard.Guard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExchangeTest {
    private static final int SLOW = 10 * Front.THREADS;
    private static final int FILE = 8 << 20;

    @TempDir
    Path directory;

    private Front front;
    private final AtomicInteger open = new AtomicInteger();

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
    }

    private void start(Limits limits) throws Exception {
        Files.write(directory.resolve("file"), new byte[FILE]);
        front = new Front(new Guard("", List.of(), false), limits, this::serve);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (Guard.path(request)) {
            case "/packages/file" -> {
                var file = FileChannel.open(directory.resolve("file"));
                if (!Exchange.of(request).send(file, 0, file.size())) {
                    file.close();
                    response.setStatus(503);
                    response.setHeader("Retry-After", "10");
                } else {
                    open.incrementAndGet();
                }
            }
            case "/agent/who", "/api/v1/ssh/who", "/api/v1/deploy/who" ->
                response.getWriter().print("asked by " + Callers.of(request).id());
            case "/query" -> response.getWriter().print(request.getParameter("a"));
            case "/large" -> response.getOutputStream().write(new byte[FILE]);
            case "/typed" -> {
                response.setContentType("application/json; charset=UTF-8");
                response.getOutputStream().write(new byte[Integer.parseInt(request.getParameter("length"))]);
            }
            case "/broken" -> throw new IllegalStateException("no luck");
            case "/later" -> {
                var context = request.startAsync();
                context.start(() -> later(context.getResponse(), context::complete));
            }
            default -> response.getOutputStream().write(request.getInputStream().readAllBytes());
        }
    }

    private static void later(jakarta.servlet.ServletResponse response, Runnable complete) {
        try {
            response.getOutputStream().write("later".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        complete.run();
    }

    private void assertOthersAreServed() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(front.ask(Front.post("hello")))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void everyServletIsToldWhoAsks() throws Exception {
        start(Front.limits());
        assertThat(front.ask(Front.get("/api/v1/ssh/who", "Host", "localhost"))).endsWith("asked by local");
        assertThat(front.ask(Front.get("/api/v1/deploy/who", "Host", "localhost")))
                .endsWith("asked by local");
        assertThat(front.ask(Front.get("/agent/who", "Host", "localhost"))).endsWith("asked by host:");
    }

    @Test
    void slowBodiesHoldNoThread() throws Exception {
        start(Front.limits());
        var slow = new ArrayList<Socket>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(front.send(
                    "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 10\r\n\r\n12345"));
        }
        assertOthersAreServed();
        for (Socket socket : slow) {
            socket.getOutputStream().write("67890".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        for (Socket socket : slow) {
            assertThat(Front.rest(socket)).startsWith("HTTP/1.1 200 ").endsWith("1234567890");
        }
    }

    /** The server would write a known type without the blank and in small letters, unlike the original. */
    @Test
    void typeOfAnAnswerIsSentToTheLetter() throws Exception {
        start(Front.limits());
        String exact = "\r\nContent-Type: application/json; charset=UTF-8\r\n";
        for (int length : new int[] {0, 10, FILE}) {
            String path = "/typed?length=" + length;
            assertThat(front.ask(Front.get(path, "Host", "localhost"))).contains(exact);
            assertThat(front.ask(Front.get(path, "Host", "localhost").replaceFirst("GET", "HEAD")))
                    .contains(exact);
        }
        assertThat(front.ask(Front.get("/api/v1/agent", "Host", "elsewhere.example")))
                .startsWith("HTTP/1.1 403 ")
                .contains(exact);
    }

    @Test
    void slowReadersOfAnswersHoldNoThread() throws Exception {
        start(Front.limits());
        for (int i = 0; i < 2 * Front.THREADS; i++) {
            front.send(Front.get("/large", "Host", "localhost"));
        }
        assertOthersAreServed();
    }

    @Test
    void slowDownloadsHoldNoThread() throws Exception {
        start(Front.limits());
        var slow = new ArrayList<Socket>();
        for (int i = 0; i < SLOW; i++) {
            slow.add(front.send(Front.get("/packages/file", "Host", "localhost")));
        }
        await().until(() -> open.get() == SLOW);
        assertOthersAreServed();
        assertThat(Front.rest(slow.get(0)).length()).isGreaterThan(FILE);
        assertThat(Front.rest(slow.get(SLOW - 1)).length()).isGreaterThan(FILE);
    }

    @Test
    void downloadsAreBounded() throws Exception {
        start(new Limits(1000, 300, Limits.SLOWEST, 100_000_000, 2, 4, 2000, 2000));
        front.send(Front.get("/packages/file", "Host", "localhost"));
        var second = front.send(Front.get("/packages/file", "Host", "localhost"));
        await().until(() -> open.get() == 2);
        assertThat(front.ask(Front.get("/packages/file", "Host", "localhost")))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 10");
        Front.rest(second);
        await().untilAsserted(() -> assertThat(front.ask(Front.get("/packages/file", "Host", "localhost")))
                .startsWith("HTTP/1.1 200 "));
    }

    @Test
    void aDownloadThatNobodyTakesGivesItsPlaceBack() throws Exception {
        // More than the buffers of both ends may hold.
        Files.write(directory.resolve("file"), new byte[0]);
        try (var file = FileChannel.open(directory.resolve("file"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), 256L << 20);
        }
        front = new Front(
                new Guard("", List.of(), false),
                new Limits(1000, 1, 16 << 20, 100_000_000, 1, 4, 2000, 2000),
                this::serve);
        var slow = front.send(Front.get("/packages/file", "Host", "localhost"));
        await().until(() -> open.get() == 1);
        await().untilAsserted(() -> {
            var next = front.send(Front.get("/packages/file", "Host", "localhost"));
            assertThat(new String(next.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        });
        // It is cut, and not merely let go.
        assertThat(received(slow)).isLessThan(256L << 20);
    }

    @Test
    void anAnswerThatNobodyTakesGivesItsMemoryBack() throws Exception {
        start(new Limits(1000, 1, 16 << 20, 5L * FILE, 2, 4, 2000, 2000));
        var slow = front.send(Front.get("/large", "Host", "localhost"));
        await().untilAsserted(() -> assertThat(front.ask(Front.get("/large", "Host", "localhost")))
                .startsWith("HTTP/1.1 200 ")
                .hasSizeGreaterThan(FILE));
        assertThat(received(slow)).isLessThan(FILE);
    }

    /** @return number of bytes until the end, or until the connection was cut */
    private static long received(Socket socket) throws IOException {
        long all = 0;
        var buffer = new byte[1 << 16];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                all += n;
            }
        } catch (SocketException e) {
            // Cut.
        }
        return all;
    }

    @Test
    void aBodyHasADeadline() throws Exception {
        start(new Limits(1000, 1, Limits.SLOWEST, 100_000_000, 2, 4, 2000, 2000));
        assertThat(front.ask("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n1"))
                .startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aBodyIsBoundedWhetherItSaysItsLengthOrNot() throws Exception {
        start(Front.limits());
        assertThat(front.ask(Front.post("x".repeat(1001)))).startsWith("HTTP/1.1 413 ");
        assertThat(front.ask(
                        "POST /agent/status HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
                                + "x".repeat(1001) + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"status\":1");
        assertThat(front.ask(Front.post("x".repeat(1000)))).startsWith("HTTP/1.1 200 ");
        assertThat(
                        front.ask(
                                "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"))
                .endsWith("\r\n\r\nonetwo");
    }

    @Test
    void bodiesHaveOnlySoMuchMemory() throws Exception {
        start(new Limits(1000, 300, Limits.SLOWEST, 1500, 2, 4, 2000, 2000));
        String half = "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 900\r\n\r\n";
        front.send(half + "x".repeat(800));
        await().untilAsserted(() -> {
            assertThat(front.ask(Front.post("hello"))).endsWith("hello");
            var other = front.send(half + "x".repeat(400));
            // Together they have more than one address may. All of it is read, so that the client sees why.
            other.getOutputStream().write(new byte[500]);
            assertThat(Front.rest(other)).startsWith("HTTP/1.1 503 ").contains("Retry-After");
        });
    }

    @Test
    void connectionsOfAnAddressAreBounded() throws Exception {
        start(new Limits(1000, 300, Limits.SLOWEST, 1500, 2, 4, 100, 3));
        var first = front.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
        for (int i = 0; i < 2; i++) {
            front.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getInputStream()
                    .read();
        }
        first.getInputStream().read();
        await().untilAsserted(() -> assertThat(refused()).isTrue());
        first.close();
        await().untilAsserted(() -> assertThat(refused()).isFalse());
    }

    @Test
    void brokenRequestsAreAnsweredAndNotServed() throws Exception {
        start(Front.limits());
        String chunks = "POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        assertThat(front.ask(chunks + "ZZ\r\nabc\r\n")).startsWith("HTTP/1.1 400 ");
        assertThat(front.ask(Front.get("/query?a=%zz", "Host", "localhost"))).startsWith("HTTP/1.1 400 ");
        var cut = front.send("POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n123");
        cut.shutdownOutput();
        assertThat(Front.rest(cut)).startsWith("HTTP/1.1 400 ");
    }

    private boolean refused() {
        try {
            return front.ask(Front.get("/x", "Host", "localhost")).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void answersAreWhole() throws Exception {
        start(Front.limits());
        assertThat(front.ask(Front.get("/large", "Host", "localhost")))
                .contains("Content-Length: " + FILE)
                .hasSizeGreaterThan(FILE);
        assertThat(front.ask(Front.get("/later", "Host", "localhost"))).endsWith("\r\n\r\nlater");
        assertThat(front.ask(Front.get("/broken", "Host", "localhost")))
                .startsWith("HTTP/1.1 500 ")
                .contains("its log says why");
        assertThat(front.ask(Front.get("/x", "Host", "localhost")))
                .contains("Content-Length: 0", "Booter-Warning: watch out");
    }
}
