package org.bootagent.process.supervisor.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bootagent.api.process.HealthCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbesTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path directory;

    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<String> request = new AtomicReference<>("");
    private ServerSocket server;

    private interface Answer {
        void to(Socket client, OutputStream out) throws Exception;
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"200,", "204,", "302,", "399,", "400,answered 400", "500,answered 500", "199,answered 199"})
    void judgesByTheStatus(int status, String failure) throws Exception {
        var url = serve((client, out) -> say(out, "HTTP/1.1 " + status + " X\r\nContent-Length: 0\r\n\r\n"));
        var found = http(url + "/x?y=z", Duration.ofSeconds(5));
        if (failure == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found.orElseThrow()).contains(failure);
        }
        assertThat(request.get())
                .startsWith("GET /x?y=z HTTP/1.1")
                .contains("Host: 127.0.0.1:" + server.getLocalPort());
    }

    @Test
    void anAnswerThatOnlyDripsIsNone() throws Exception {
        var url = serve((client, out) -> {
            for (char c : "HTTP/1.1 200 OK-and-a-very-long-reason".toCharArray()) {
                say(out, String.valueOf(c));
                Thread.sleep(50);
            }
        });
        assertThat(http(url, SHORT).orElseThrow()).contains("did not answer within 300 ms");
        assertThat(served).hasPositiveValue();
    }

    @Test
    void aBodyThatNeverEndsIsNoMatter() throws Exception {
        var url = serve((client, out) -> {
            say(out, "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                say(out, "x".repeat(1000));
                Thread.sleep(1);
            }
        });
        assertThat(http(url, Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void silenceIsAFailure() throws Exception {
        var url = serve((client, out) -> Thread.sleep(60_000));
        assertThat(http(url, SHORT).orElseThrow()).contains("did not answer");
        assertThat(served).hasPositiveValue();
    }

    @Test
    void whatIsNotHttpIsAFailure() throws Exception {
        assertThat(http(serve((client, out) -> say(out, "SSH-2.0-x\r\n")), SHORT)
                        .orElseThrow())
                .contains("not HTTP");
        stop();
        assertThat(http(serve((client, out) -> say(out, "x".repeat(100_000))), SHORT)
                        .orElseThrow())
                .contains("not HTTP");
        stop();
        assertThat(http(serve((client, out) -> {}), SHORT).orElseThrow()).contains("not HTTP");
    }

    @Test
    void aRefusedConnectionIsAFailure() throws Exception {
        int port = freePort();
        assertThat(http("http://127.0.0.1:" + port, SHORT).orElseThrow()).containsIgnoringCase("refused");
        assertThat(tcp("127.0.0.1:" + port).orElseThrow()).containsIgnoringCase("refused");
        assertThat(tcp("no.such.host.invalid:1").orElseThrow()).contains("no.such.host.invalid");
    }

    @Test
    void anAcceptedConnectionIsEnough() throws Exception {
        serve((client, out) -> {});
        assertThat(tcp("127.0.0.1:" + server.getLocalPort())).isEmpty();
    }

    @Test
    void aFileMustBeYoung() throws Exception {
        var probe = probe(HealthCheck.of(HealthCheck.Kind.FILE, List.of("alive")));
        assertThat(probe.failure().orElseThrow()).isEqualTo("there is no " + directory.resolve("alive"));
        var file = Files.writeString(directory.resolve("alive"), "");
        assertThat(probe.failure()).isEmpty();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(90)));
        assertThat(probe.failure().orElseThrow()).contains("last changed 9").contains("more than 60 s");
    }

    @Test
    void aFileDoesNotAgeByTheClockBeingSet() throws Exception {
        var file = Files.writeString(directory.resolve("alive"), "");
        var wall = new Moved();
        var steady = new Moved();
        var probe = new FileProbe(file, Duration.ofMinutes(1), Files::getLastModifiedTime, wall, steady);
        assertThat(probe.failure()).isEmpty();
        wall.by = Duration.ofHours(2);
        assertThat(probe.failure()).isEmpty();
        steady.by = Duration.ofSeconds(90);
        assertThat(probe.failure().orElseThrow()).contains("more than 60 s");
        Files.setLastModifiedTime(file, FileTime.from(wall.instant()));
        assertThat(probe.failure()).isEmpty();
    }

    /** The host's clock after it was set. */
    private static final class Moved extends Clock {
        private Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private Optional<String> http(String url, Duration timeout) throws InterruptedException {
        return probe(new HealthCheck(HealthCheck.Kind.HTTP, List.of(url), null, null, null, timeout, null, null))
                .failure();
    }

    private Optional<String> tcp(String address) throws InterruptedException {
        return probe(HealthCheck.of(HealthCheck.Kind.TCP, List.of(address))).failure();
    }

    private Probe probe(HealthCheck check) {
        return Probes.of(check, directory, (words, timeout) -> Optional.empty());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String serve(Answer answer) throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var socket = server;
        var thread = new Thread(() -> accept(socket, answer), "test-server");
        thread.setDaemon(true);
        thread.start();
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept(ServerSocket socket, Answer answer) {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                client.setSoTimeout(100);
                served.incrementAndGet();
                readRequest(client);
                answer.to(client, client.getOutputStream());
            } catch (Exception e) {
                // The client has gone, or the test is over.
            }
        }
    }

    private void readRequest(Socket client) {
        try {
            var buffer = new byte[4096];
            int read = client.getInputStream().read(buffer);
            request.set(new String(buffer, 0, Math.max(0, read), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            request.set("");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
