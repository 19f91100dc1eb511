package org.bootagent.booter.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait for news of a job: their places, clients that go, and the end of Booter. */
class WaitingTest {
    private static final int SHARE = Booter.MAX_WAITING / 4;
    private static final String HERE = "127.0.0.1";

    @TempDir
    private Path home;

    private Booter booter;
    private String sn;
    private String job;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        start(new Booter(home, ""));
    }

    private void start(Booter started) throws Exception {
        booter = started;
        sn = booter.host("web1");
        job = Booter.json(booter.post("/api/v2/hosts/" + sn + "/jobs", "{\"action\":\"stop\",\"name\":\"a\"}"))
                .path("id")
                .asText();
        booter.report(sn);
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        booter.close();
    }

    @Test
    void oneAddressGetsAQuarterOfThePlaces() throws Exception {
        for (int address = 1; address <= 4; address++) {
            String from = "127.0.0." + address;
            for (int i = 0; i < SHARE; i++) {
                waitFrom(from);
            }
            assertThat(rest(ask(from)))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1", "too many requests wait already");
        }
        assertThat(rest(ask("127.0.0.5"))).startsWith("HTTP/1.1 503 ");
        assertThat(booter.get("/api/v2/jobs/" + job).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset", "half"})
    void clientThatGoesGivesItsPlaceBack(String how) throws Exception {
        // Its wait would be over before that of the client that goes.
        var stays = waitFrom(HERE);
        leave(waitFrom(HERE), how);
        await().atMost(Duration.ofMinutes(2))
                .until(() -> waiting() == 1 && stays.getInputStream().available() == 0);
        waitFrom(HERE);
    }

    private static void leave(Socket socket, String how) throws IOException {
        if (how.equals("half")) {
            socket.shutdownOutput();
            return;
        }
        if (how.equals("reset")) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface", "server"})
    void allThatWaitAreAnsweredAtTheEnd(String first) throws Exception {
        booter.close();
        start(Booter.withThreads(home, 6, 1200));
        for (int i = 0; i < 300; i++) {
            sockets.add(booter.waiting(HERE, "/api/v2/jobs/" + job + (i % 2 == 0 ? "?wait=60" : "/output?wait=60")));
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> booter.api.waiting() == 300);

        if (first.equals("interface")) {
            booter.api.close();
        }
        booter.stopServer();

        for (int i = 0; i < sockets.size(); i++) {
            assertThat(rest(sockets.get(i)))
                    .startsWith("HTTP/1.1 200 ")
                    .contains(i % 2 == 0 ? "\"status\":\"sent\"" : "Output-Complete: false");
        }
    }

    /** Tells, too, what has happened since the last look. */
    @Test
    void stateAtTheEndIsTold() throws Exception {
        var socket = waitFrom(HERE);
        var half = new StatusReport.Progress(job, "stop", "a", 0.5, "half");
        booter.report(sn, List.of(), List.of(), List.of(), List.of(half));
        booter.api.close();
        assertThat(rest(socket)).contains("\"done\":0.5");
    }

    /** Sends a request, and returns when it waits. */
    private Socket waitFrom(String address) throws Exception {
        int before = waiting();
        var socket = ask(address);
        awaitWaiting(before + 1);
        return socket;
    }

    private Socket ask(String address) throws IOException {
        var socket = booter.waiting(address, "/api/v2/jobs/" + job + "?wait=60");
        sockets.add(socket);
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private int waiting() throws Exception {
        String name = "booter_requests_waiting ";
        return booter.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToInt(line -> Integer.parseInt(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    private void awaitWaiting(int requests) {
        await().atMost(Duration.ofMinutes(2)).until(() -> waiting() == requests);
    }
}
