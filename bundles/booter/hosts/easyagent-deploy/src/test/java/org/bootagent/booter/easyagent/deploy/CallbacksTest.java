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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a real server on loopback. */
@Timeout(300)
class CallbacksTest {
    private static final String SN = "0e0f3a1c-6d5b-4a53-9a3e-0123456789ab";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
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
    void callsTheUrlAsItIsWithTheOtherFieldsAsHeaders() {
        allow(url + "/api/v2/agent/install");
        String query = "CallBack=" + base64(url + "/api/v2/agent/install/callback?aid=-1")
                + "&ClusterId=1&Roles=Etcd%2CWorker&TargetPath=%2Fopt%2Feasyagent&Type=hosts";

        request(query, query);

        await().until(() -> requests.size() == 1 && inFlight.get() == 0);
        assertThat(requests).containsExactly("GET /api/v2/agent/install/callback?aid=-1");
        assertThat(headers.get(0))
                .containsEntry("Clusterid", List.of("1"))
                .containsEntry("Roles", List.of("Etcd,Worker"))
                .containsEntry("Targetpath", List.of("/opt/easyagent"))
                .containsEntry("Type", List.of("hosts"))
                .containsEntry("Sid", List.of(SN))
                .containsEntry("Hostname", List.of("host-1"))
                .containsEntry("Ip", List.of("192.0.2.11"));
        assertThat(callbacks.noted()).isEmpty();
    }

    @Test
    void callsAtEachRegistration() {
        allow(url);

        ask(url + "/hook");
        ask(url + "/hook");

        await().until(() -> requests.size() == 2);
    }

    @Test
    void noFieldSpeaksForAnotherHostOrForTheConnection() {
        allow(url);
        String fields = "&SID=another&sid=third&Host=elsewhere&Content-Length=5&Transfer-Encoding=chunked&Connection=x";

        request("CallBack=" + base64(url + "/hook") + fields);

        await().until(() -> requests.size() == 1);
        assertThat(headers.get(0))
                .containsEntry("Sid", List.of(SN))
                .containsEntry("Host", List.of(url.substring("http://".length())))
                .doesNotContainKeys("Content-length", "Transfer-encoding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X=a%0D%0AY%3A+b", "X=a%00", "X%0D%0AY=b", "X%3A=b", "=%zz&X=%zz", "%20=x"})
    void aFieldThatIsNoHeaderIsNotSent(String field) {
        allow(url);

        request("CallBack=" + base64(url + "/wrong") + "&" + field);
        ask(url + "/right");

        await().until(() -> requests.size() == 1);
        assertThat(requests).containsExactly("GET /right");
        assertThat(callbacks.noted()).containsExactly("wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://127.0.0.1/", "CallBack=", "CallBack=http%3A%2F%2F127.0.0.1%2F", "A=b"})
    void whatNamesNoUrlIsSaidOnce(String query) {
        allow(url);

        request(query);
        request(query);

        assertThat(callbacks.noted()).containsExactly("wrong");
    }

    @Test
    void nothingIsCalledUnlessTheOperatorSaysSo() {
        allow("");
        ask(url + "/hook");
        assertThat(callbacks.noted()).containsExactly("refused");
        callbacks.close();
        allow(url + "/hook");
        ask(url + "/hook/../other", url + "/other", url + "/hooks");
        assertThat(callbacks.noted()).containsExactly("refused");

        ask(url + "/hook/last");

        await().until(() -> !requests.isEmpty());
        assertThat(requests).singleElement().asString().isEqualTo("GET /hook/last");
    }

    @Test
    void aRedirectIsNotFollowed() {
        allow(url);

        ask(url + "/redirect");

        await().until(() -> callbacks.noted().contains(url));
        assertThat(requests).singleElement().asString().isEqualTo("GET /redirect");
    }

    @Test
    void aFailureIsNotedOnceUntilItGoesWellAgain() {
        allow(url);
        ask(url + "/fails");
        ask(url + "/fails");
        await().until(() -> requests.size() == 2 && callbacks.noted().contains(url));
        assertThat(callbacks.noted()).containsExactly(url);

        ask(url + "/fine");

        await().until(() -> callbacks.noted().isEmpty());
    }

    @Test
    void fewAreCalledAtATimeAndNobodyWaits() {
        held = new CountDownLatch(1);
        allow(url);
        for (int i = 0; i < 20; i++) {
            ask(url + "/hook/" + i);
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
            ask(url + "/hook/" + i);
        }

        assertThat(callbacks.noted()).containsExactly("full");
    }

    @Test
    void anAddressOfHttpsIsSpokenToInTlsOnly() throws Exception {
        try (var secured = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "https://127.0.0.1:" + secured.getLocalPort();
            allow(address);
            ask(address + "/hook");
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
                ask(address + "/hook");
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
            ask(address + "/hook");
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
            ask(address + "/hook");
            try (var connection = endless.accept()) {
                var out = connection.getOutputStream();
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(writesUntilItIsClosed(out)).isLessThan(1 << 30);
                assertThat(callbacks.noted()).isEmpty();
            }
        }
    }

    private void ask(String... named) {
        request(Stream.of(named).map(one -> "CallBack=" + base64(one)).toArray(String[]::new));
    }

    private void request(String... queries) {
        callbacks.callbacksRequested(new CallbackRequest(SN, "host-1", "192.0.2.11", List.of(queries)));
    }

    private static String base64(String text) {
        return URLEncoder.encode(
                Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private void allow(String list) {
        callbacks = new Callbacks(new CallbackUrls(list), PATIENCE);
    }

    private void answer(HttpExchange exchange) throws IOException {
        mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
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
