package org.bootagent.booter.easyagent.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.testing.Callback;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the recorded sidecar asked for when it registered becomes the requests that the original server made. */
@Timeout(300)
class RecordedCallbacksTest {
    /** Of the client, not of the callback. */
    private static final Set<String> OF_THE_CLIENT =
            Set.of("host", "user-agent", "accept", "accept-encoding", "connection");

    private static final Pattern ORIGINAL = Pattern.compile("127[.]0[.]0[.]1:[0-9]+");

    /** A request but for what is its client's. */
    private record Request(String target, Map<String, String> headers) {}

    private final List<Request> requests = new CopyOnWriteArrayList<>();

    @Test
    void eachRegistrationMakesTheRecordedRequest() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
        String address = "127.0.0.1:" + server.getAddress().getPort();
        var recorded = Fixtures.load().callbacks().stream()
                .filter(one -> one.target().equals("http") && one.method().equals("GET"))
                .toList();
        assertThat(recorded).as("the comparison is of something").hasSize(3);
        try (var callbacks =
                new Callbacks(new CallbackUrls("http://" + address + "/api/v2"), Duration.ofSeconds(100))) {
            for (int i = 0; i < recorded.size(); i++) {
                int made = i + 1;
                callbacks.callbacksRequested(registration(address));
                await().until(() -> requests.size() == made);
            }
            assertThat(callbacks.noted()).isEmpty();
        } finally {
            server.stop(0);
        }
        assertThat(requests)
                .containsExactlyElementsOf(
                        recorded.stream().map(RecordedCallbacksTest::request).toList());
    }

    private static Request request(Callback recorded) {
        return new Request(recorded.path() + "?" + recorded.query(), headers(recorded.headers()));
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = new TreeMap<String, String>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        requests.add(new Request(exchange.getRequestURI().toString(), headers(headers)));
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static Map<String, String> headers(Map<String, String> headers) {
        var own = new TreeMap<String, String>();
        headers.forEach((name, value) -> own.put(name.toLowerCase(Locale.ROOT), value));
        own.keySet().removeAll(OF_THE_CLIENT);
        return own;
    }

    /** As recorded, with the address of the one that is called in the place of the original's. */
    private static CallbackRequest registration(String address) throws InvalidProtocolBufferException {
        var frame = Fixtures.load().stream().stream()
                .filter(one -> one.is(Frame.Method.REGISTER_SIDECAR, Frame.Kind.REQUEST))
                .findFirst()
                .orElseThrow();
        var request = RegisterRequest.parseFrom(frame.bytes());
        return new CallbackRequest(
                "00000000-0000-4000-8000-000000000001",
                request.getHost(),
                request.getLocalIp(),
                request.getCallBackList().stream()
                        .map(query -> elsewhere(query, address))
                        .toList());
    }

    private static String elsewhere(String query, String address) {
        var named = Pattern.compile("CallBack=([^&]*)").matcher(query);
        assertThat(named.find()).isTrue();
        var base64 = URLDecoder.decode(named.group(1), StandardCharsets.UTF_8);
        String url = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        String moved = ORIGINAL.matcher(url).replaceFirst(address);
        String encoded = Base64.getEncoder().encodeToString(moved.getBytes(StandardCharsets.UTF_8));
        return query.replace(named.group(1), URLEncoder.encode(encoded, StandardCharsets.UTF_8));
    }
}
