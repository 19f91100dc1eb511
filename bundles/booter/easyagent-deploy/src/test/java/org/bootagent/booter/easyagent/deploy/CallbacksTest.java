package org.bootagent.booter.easyagent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against a real server on loopback. */
@Timeout(30)
class CallbacksTest {
    private static final String SN = "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger mostInFlight = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private HttpServer server;
    private String url;
    private Callbacks callbacks;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void close() {
        held.countDown();
        callbacks.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void whatIsAllowedIsCalledOnceWithTheOutcome() {
        allow(url + "/hook");

        callbacks.installed(SN, "sidecar", List.of(url + "/hook/a?b=c", url + "/hook/a?b=c"));
        callbacks.installed(SN, "bootagent", List.of(url + "/hook"));

        await().until(() -> requests.size() == 2 && inFlight.get() == 0);
        String outcome = "&msg=installed&install_res=true";
        assertThat(requests)
                .containsExactlyInAnyOrder(
                        "GET /hook/a?b=c&client_id=" + SN + "&install_type=sidecar" + outcome,
                        "GET /hook?client_id=" + SN + "&install_type=bootagent" + outcome);
        assertThat(callbacks.noted()).isEmpty();
    }

    @Test
    void nothingIsCalledUnlessTheOperatorSaysSo() {
        allow("");
        callbacks.installed(SN, "sidecar", List.of(url + "/hook"));
        callbacks.close();
        allow(url + "/hook");
        callbacks.installed(SN, "sidecar", List.of(url + "/hook/../other", url + "/other", url + "/hooks"));
        assertThat(callbacks.noted()).containsExactly("refused");

        callbacks.installed(SN, "sidecar", List.of(url + "/hook/last"));

        await().until(() -> !requests.isEmpty());
        assertThat(requests).singleElement().asString().startsWith("GET /hook/last?");
    }

    @Test
    void aRedirectIsNotFollowed() {
        allow(url);

        callbacks.installed(SN, "sidecar", List.of(url + "/redirect"));

        await().until(() -> callbacks.noted().contains(url));
        assertThat(requests).singleElement().asString().startsWith("GET /redirect?");
    }

    @Test
    void aFailureIsNotedOnceUntilItGoesWellAgain() {
        allow(url);
        callbacks.installed(SN, "sidecar", List.of(url + "/fails"));
        callbacks.installed(SN, "sidecar", List.of(url + "/fails"));
        await().until(() -> requests.size() == 2 && callbacks.noted().contains(url));
        assertThat(callbacks.noted()).containsExactly(url);

        callbacks.installed(SN, "sidecar", List.of(url + "/fine"));

        await().until(() -> callbacks.noted().isEmpty());
    }

    @Test
    void fewAreCalledAtATimeAndNobodyWaits() {
        held = new CountDownLatch(1);
        allow(url);
        for (int i = 0; i < 20; i++) {
            callbacks.installed(SN, "sidecar", List.of(url + "/hook/" + i));
        }
        await().until(() -> inFlight.get() == 4);
        assertThat(requests).hasSize(4);

        held.countDown();

        await().until(() -> requests.size() == 20);
        assertThat(mostInFlight).hasValueLessThanOrEqualTo(4);
        assertThat(callbacks.noted()).isEmpty();
    }

    @Test
    void whatIsTooMuchIsLeftOut() {
        held = new CountDownLatch(1);
        allow(url);

        for (int i = 0; i < 1100; i++) {
            callbacks.installed(SN, "sidecar", List.of(url + "/hook/" + i));
        }

        assertThat(callbacks.noted()).containsExactly("full");
    }

    @Test
    void anAddressOfHttpsIsSpokenToInTlsOnly() throws Exception {
        try (var secured = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "https://127.0.0.1:" + secured.getLocalPort();
            allow(address);
            callbacks.installed(SN, "sidecar", List.of(address + "/hook"));
            try (var connection = secured.accept()) {
                int handshake = 22;
                assertThat(connection.getInputStream().read()).isEqualTo(handshake);
                connection.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                await().until(() -> callbacks.noted().contains(address));
            }
        }
    }

    @Test
    void whatIsNotHttpIsAFailure() throws Exception {
        for (String answer : List.of("", "SSH-2.0-x\r\n", "HTTP/1.1 2000 OK\r\n", "x".repeat(5000))) {
            try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                String address = "http://127.0.0.1:" + other.getLocalPort();
                allow(address);
                callbacks.installed(SN, "sidecar", List.of(address + "/hook"));
                try (var connection = other.accept()) {
                    connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    connection.shutdownOutput();
                    await().until(() -> callbacks.noted().contains(address));
                }
                callbacks.close();
            }
        }
    }

    /** Of a status line, and of a handshake's record of 16 KiB. */
    static Stream<Arguments> begins() {
        return Stream.of(
                Arguments.of("http", "HTTP/1.1 200 "),
                Arguments.of("https", new String(new char[] {22, 3, 3, 0x40, 0})));
    }

    @ParameterizedTest
    @MethodSource("begins")
    void oneThatDripsIsGivenUpInTime(String scheme, String begin) throws Exception {
        try (var slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = scheme + "://127.0.0.1:" + slow.getLocalPort();
            callbacks = new Callbacks(new CallbackUrls(address), Duration.ofMillis(400));
            callbacks.installed(SN, "sidecar", List.of(address + "/hook"));
            try (var connection = slow.accept()) {
                int drops = drip(connection.getOutputStream(), begin);

                assertThat(drops).isGreaterThan(3);
                await().until(() -> callbacks.noted().contains(address));
            }
        }
    }

    @Test
    void anEndlessReplyIsNotReadToItsEnd() throws Exception {
        try (var endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "http://127.0.0.1:" + endless.getLocalPort();
            callbacks = new Callbacks(new CallbackUrls(address), PATIENCE);
            callbacks.installed(SN, "sidecar", List.of(address + "/hook"));
            try (var connection = endless.accept()) {
                var out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(writesUntilItIsClosed(out)).isLessThan(1 << 30);
                assertThat(callbacks.noted()).isEmpty();
            }
        }
    }

    private void allow(String list) {
        callbacks = new Callbacks(new CallbackUrls(list), PATIENCE);
    }

    private void answer(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inFlight.decrementAndGet();
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().add("Location", "/elsewhere");
        exchange.sendResponseHeaders(path.equals("/redirect") ? 302 : path.equals("/fails") ? 500 : 200, -1);
        exchange.close();
    }

    /** What never ends, a byte at a time. @return how many were taken */
    private static int drip(OutputStream out, String begin) throws Exception {
        out.write(begin.getBytes(StandardCharsets.US_ASCII));
        var never = new CountDownLatch(1);
        for (int i = 0; i < 1000; i++) {
            try {
                out.write('x');
            } catch (IOException e) {
                return i;
            }
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        throw new AssertionError("nobody gave it up");
    }

    private static long writesUntilItIsClosed(OutputStream out) {
        var chunk = new byte[1 << 16];
        for (long written = 0; written < 1L << 31; written += chunk.length) {
            try {
                out.write(chunk);
            } catch (IOException e) {
                return written;
            }
        }
        throw new AssertionError("all of it was read");
    }
}
