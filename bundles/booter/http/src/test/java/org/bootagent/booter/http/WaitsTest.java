package org.bootagent.booter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.bootagent.booter.http.guard.Guard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose answers are not known yet: clients that go, clients that send more, and a server that stops. */
class WaitsTest {
    private static final int LARGE = 64 << 20;

    private final Map<String, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final Waits waits = new Waits();
    private Front front;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
    }

    @BeforeEach
    void start() throws Exception {
        front = new Front(new Guard("", List.of(), false), Front.limits(), this::serve);
    }

    @AfterEach
    void stop() throws IOException {
        front.close();
    }

    /** Answers {@code /wait?NAME} when it is told to, and everything else at once. */
    private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = request.getQueryString();
        if (!Guard.path(request).equals("/wait")) {
            response.getWriter().print("now " + name);
            return;
        }
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        var known = new CompletableFuture<String>();
        waiting.put(name, known);
        var unused = known.whenComplete((text, e) -> waiting.remove(name));
        waits.add(
                request,
                known,
                () -> known.complete("stopped"),
                answer -> answer.getWriter().print(known.join() + " " + name + body));
    }

    /** Ways of a client to go. */
    private enum Departure {
        CLOSE {
            @Override
            void go(Socket socket) throws IOException {
                socket.close();
            }
        },
        RESET {
            @Override
            void go(Socket socket) throws IOException {
                socket.setSoLinger(true, 0);
                socket.close();
            }
        },
        HALF_CLOSE {
            @Override
            void go(Socket socket) throws IOException {
                socket.shutdownOutput();
                assertThat(Front.rest(socket)).isEmpty();
            }
        };

        abstract void go(Socket socket) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void clientThatGoesIsNoticed(Departure departure) throws Exception {
        String chunked = "POST /wait?chunked HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
        var sockets = List.of(
                waiting("get", "GET /wait?get HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                waiting("post", "POST /wait?post HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"),
                waiting("chunked", chunked + "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"),
                // As some clients end a body.
                waiting("end", "POST /wait?end HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc\r\n"));
        var stays = waiting("stays", "GET /wait?stays HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        for (Socket socket : sockets) {
            departure.go(socket);
        }

        await().until(() -> waiting.keySet().equals(Set.of("stays")));
        waiting.get("stays").complete("known");
        assertThat(Front.rest(stays)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nknown stays");
    }

    @Test
    void clientThatSendsMoreAndGoesIsNoticed() throws Exception {
        var socket = waiting("a", "GET /wait?a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        socket.getOutputStream().write("GET /b HTTP/1.1\r\nHos".getBytes(StandardCharsets.US_ASCII));
        letLooksPass();
        assertThat(waiting).containsOnlyKeys("a");
        socket.close();
        await().until(waiting::isEmpty);
    }

    /** The next request arrives with the first one, later, or divided; in the end it is longer than what is read early. */
    @ParameterizedTest
    @ValueSource(ints = {0, 30, 5900, Integer.MAX_VALUE})
    void nextRequestSentEarlyIsAnsweredInTurn(int together) throws Exception {
        var next = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String end = i == 2 ? "Connection: close\r\n" : "";
            next.append("GET /x?" + i + " HTTP/1.1\r\nHost: localhost\r\nFill: " + "f".repeat(3000) + "\r\n" + end
                    + "\r\n");
        }
        int first = Math.min(together, next.length());
        var socket = waiting(
                "a",
                "POST /wait?a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" + next.substring(0, first));
        letLooksPass();
        socket.getOutputStream().write(next.substring(first).getBytes(StandardCharsets.US_ASCII));
        letLooksPass();

        waiting.get("a").complete("known");

        assertThat(Front.rest(socket).split("HTTP/1.1 200 OK", -1))
                .hasSize(5)
                .satisfies(answers -> assertThat(answers[1]).endsWith("\r\n\r\nknown aabc"))
                .satisfies(answers -> assertThat(answers[2]).endsWith("\r\n\r\nnow 0"))
                .satisfies(answers -> assertThat(answers[3]).endsWith("\r\n\r\nnow 1"))
                .satisfies(answers -> assertThat(answers[4]).endsWith("\r\n\r\nnow 2"));
    }

    /** Returns after all connections were looked at, those of this moment: two others that went one after the other were noticed. */
    private void letLooksPass() throws IOException {
        for (int i = 0; i < 2; i++) {
            waiting("other", "GET /wait?other HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .close();
            await().until(() -> !waiting.containsKey("other"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allThatWaitAreAnsweredBeforeTheEnd(boolean serverFirst) throws Exception {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < 300; i++) {
            sockets.add(front.send(Front.get("/wait?" + i, "Host", "localhost")));
        }
        await().until(() -> waiting.size() == sockets.size());

        if (serverFirst) {
            front.stopServer();
        } else {
            front.closeFilter();
        }

        for (int i = 0; i < sockets.size(); i++) {
            assertThat(Front.rest(sockets.get(i))).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nstopped " + i);
        }
    }

    @Test
    void whoAsksWhileTheFilterIsClosedDoesNotWait() throws Exception {
        front.closeFilter();
        assertThat(front.ask(Front.get("/wait?late", "Host", "localhost"))).endsWith("\r\n\r\nstopped late");
    }

    @Test
    void answerThatNobodyReadsDelaysTheEndOnlySoLong() throws Exception {
        var known = new CompletableFuture<String>();
        front.close();
        front = new Front(
                new Guard("", List.of(), false),
                new Limits(1000, 300, Limits.SLOWEST, 4L * LARGE, 1000, 4, 2000, 2000),
                (request, response) -> {
                    waiting.put("large", known);
                    waits.add(
                            request,
                            known,
                            () -> known.complete(""),
                            answer -> answer.getOutputStream().write(new byte[LARGE]));
                });
        front.send(Front.get("/wait?large", "Host", "localhost"));
        await().until(() -> !waiting.isEmpty());
        front.stopServer();
        assertThat(known).isDone();
    }

    /** Sends a request, and returns when it waits. */
    private Socket waiting(String name, String request) throws IOException {
        var socket = front.send(request);
        await().until(() -> waiting.containsKey(name));
        return socket;
    }
}
