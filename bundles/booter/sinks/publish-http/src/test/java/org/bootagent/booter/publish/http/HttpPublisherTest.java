package org.bootagent.booter.publish.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bootagent.booter.publish.PublishException;
import org.bootagent.booter.publish.PublishSettings;
import org.bootagent.booter.publish.client.HttpConfig;
import org.bootagent.booter.publish.client.HttpSink;
import org.bootagent.booter.publish.pipeline.Hub;
import org.bootagent.booter.publish.testing.FakeSink;
import org.bootagent.booter.publish.testing.PublisherFixtures;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class HttpPublisherTest {
    @TempDir
    Path directory;

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private FakeSink receiver;
    private Hub hub;

    @BeforeEach
    void open() throws IOException {
        hub = PublisherFixtures.hub(directory.resolve("spool"));
        receiver = new FakeSink((exchange, body) -> {
            headers.add(exchange.getRequestHeaders());
            bodies.add(body);
            FakeSink.answer(exchange, 200, "");
        });
    }

    @AfterEach
    void close() {
        hub.close();
        receiver.close();
    }

    @Test
    void aSecretThatIsGoneIsToldByItsSettingAndFile() throws Exception {
        for (var setting : List.of("passwordFile", "headersFile")) {
            Path file = Files.writeString(directory.resolve(setting), "X-Team: fleet");
            try (var sink = new HttpSink(
                    PublisherFixtures.http(receiver.url(), Map.of("user", "u", setting, file.toString())))) {
                assertThat(sink.post("", "text/plain", new byte[0], Map.of()).accepted())
                        .isTrue();
                Files.delete(file);

                assertThatThrownBy(() -> sink.post("", "text/plain", new byte[0], Map.of()))
                        .isInstanceOfSatisfying(
                                PublishException.class,
                                e -> assertThat(e.retryable()).isTrue())
                        .hasMessage("booter.publish.http~audit/" + setting + " is '" + file
                                + "', which cannot be read: java.nio.file.NoSuchFileException: " + file);
            }
        }
        assertThat(receiver.requests).as("those before").hasValue(2);
    }

    @Test
    void postsAnArrayWithTheHeadersOfAFileAndASignature() throws Exception {
        Path extra =
                Files.writeString(directory.resolve("headers"), "# ours\nX-Team: fleet\nAuthorization: Bearer t0k\n");
        Path key = Files.writeString(directory.resolve("key"), "k3y\n");
        add(Body.JSON, new Signature(key.toString()), Map.of("headersFile", extra.toString()));
        hub.offer(PublisherFixtures.some(0, 2));

        await().until(() -> bodies.size() == 1);
        var array = Json.MAPPER.readTree(bodies.get(0));
        assertThat(array).hasSize(2);
        assertThat(array.get(1).path("id").asText()).isEqualTo("n1");
        assertThat(array.get(1).path("kind").asText()).isEqualTo("event");
        assertThat(array.get(1).path("texts").path("type").asText()).isEqualTo("abnormal-exit");
        assertThat(header("Authorization")).isEqualTo("Bearer t0k");
        assertThat(header("X-team")).isEqualTo("fleet");
        assertThat(header("Content-type")).isEqualTo("application/json");
        assertThat(header("X-booter-signature")).isEqualTo("sha256=" + hmac("k3y", bodies.get(0)));
    }

    @Test
    void postsAnObjectALine() throws Exception {
        add(Body.of(new PublishSettings("booter.publish.http"), "ndjson"), new Signature(""), Map.of("gzip", false));
        hub.offer(PublisherFixtures.some(0, 3));

        await().until(() -> bodies.size() == 1);
        assertThat(bodies.get(0).lines()).hasSize(3).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(headers.get(0)).doesNotContainKey("X-booter-signature");
    }

    @Test
    void nothingIsLostWhenTheReceiverIsKilledAndRevivedUnderLoad() throws Exception {
        add(Body.NDJSON, new Signature(""), Map.of());
        for (int n = 0; n < 4000; n += 100) {
            hub.offer(PublisherFixtures.some(n, n + 100));
            if (n == 1000 || n == 3000) {
                receiver.kill();
                double retries = PublisherFixtures.value(hub, "retries_total");
                await().until(() -> PublisherFixtures.value(hub, "retries_total") > retries);
                receiver.revive();
            }
        }

        await().until(() -> PublisherFixtures.value(hub, "sent_total") == 4000);
        var got = new TreeSet<String>();
        for (String body : bodies) {
            for (String line : body.lines().toList()) {
                got.add(Json.MAPPER.readTree(line).path("id").asText());
            }
        }
        assertThat(got).hasSize(4000);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        var requests = new AtomicInteger();
        try (var elsewhere = new FakeSink((exchange, body) -> {
            requests.incrementAndGet();
            exchange.getResponseHeaders().set("Location", receiver.url());
            FakeSink.answer(exchange, 307, "");
        })) {
            hub.add(publisher("http", Body.JSON, new Signature(""), PublisherFixtures.http(elsewhere.url(), Map.of())));
            hub.offer(PublisherFixtures.some(0, 1));

            await().until(() -> requests.get() > 1);
            assertThat(bodies).isEmpty();
        }
    }

    @Test
    void tellsTheOperatorWhatIsWrong() throws Exception {
        assertThatThrownBy(() -> Body.of(new PublishSettings("booter.publish.http~audit"), "xml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.http~audit/format is 'xml', must be json, ndjson or easyagent");
        for (String file : List.of("headersFile", "passwordFile", "caFile", "keyStore", "keyStorePasswordFile")) {
            assertThatThrownBy(() -> new HttpSink(PublisherFixtures.http("http://x", Map.of(file, "/nowhere/x"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("booter.publish.http~audit/" + file
                            + " is '/nowhere/x', must be a file that Booter may read");
        }
        Path bad = Files.writeString(directory.resolve("bad"), "no colon\n");
        assertThatThrownBy(
                        () -> new HttpSink(PublisherFixtures.http("http://x", Map.of("headersFile", bad.toString()))))
                .hasMessageContaining("lines 'Name: value'")
                .hasMessageNotContaining("no colon");
        assertThatThrownBy(() -> new HttpSink(PublisherFixtures.http("https://x", Map.of("caFile", bad.toString()))))
                .hasMessageContaining(
                        "booter.publish.http~audit/caFile: " + bad + " is neither PEM nor a PKCS12 key store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "ftp://x", "http://", "http://x y", "http://x:99999", "http://x:y"})
    void refusesAnAddressThatIsNone(String url) {
        assertThatThrownBy(() -> new HttpSink(PublisherFixtures.http(url, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.http~audit/url is '" + url
                        + "', must be http://HOST[:PORT][/PATH] or https://…");
    }

    @Test
    void saysNoPassword() throws Exception {
        assertThatThrownBy(() -> new HttpSink(PublisherFixtures.http("ftp://ann:s3cret@x", Map.of())))
                .hasMessageContaining("ftp://***@x")
                .hasMessageNotContaining("s3cret");
        try (var sink = new HttpSink(PublisherFixtures.http("http://ann:s3cret@127.0.0.1:1", Map.of()))) {
            assertThatThrownBy(() -> sink.post("", "text/plain", new byte[0], Map.of()))
                    .hasMessageContaining("http://***@127.0.0.1:1")
                    .hasMessageNotContaining("s3cret");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3601})
    void refusesAWaitThatIsNone(int seconds) {
        assertThatThrownBy(() -> new HttpSink(PublisherFixtures.http("http://x", Map.of("timeoutSeconds", seconds))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("booter.publish.http~audit/timeoutSeconds is '" + seconds + "', must be 1 to 3600");
    }

    @Test
    void trustsItsOwnAuthorityAndNoOther() throws Exception {
        Path ours = certificate("ours");
        Path theirs = certificate("theirs");
        HttpsServer server = https("ours");
        String url = "https://localhost:" + server.getAddress().getPort();
        try {
            var wrong = publisher(
                    "wrong",
                    Body.JSON,
                    new Signature(""),
                    PublisherFixtures.http(url, Map.of("caFile", theirs.toString())));
            hub.add(wrong);
            hub.offer(PublisherFixtures.some(0, 1));
            await().until(() -> PublisherFixtures.value(hub, "retries_total") > 1);
            assertThat(bodies).as("nothing is sent").isEmpty();
            hub.remove(wrong);

            hub.add(publisher(
                    "right",
                    Body.JSON,
                    new Signature(""),
                    PublisherFixtures.http(url, Map.of("caFile", ours.toString()))));
            hub.offer(PublisherFixtures.some(1, 2));
            await().until(() -> bodies.size() == 1);
        } finally {
            server.stop(0);
        }
    }

    private HttpsServer https(String name) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, "changeit".toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "changeit".toCharArray());
        var tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            try (exchange) {
                bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                FakeSink.answer(exchange, 200, "");
            }
        });
        server.start();
        return server;
    }

    /** A key with a certificate signed by itself; the certificate's file. */
    private Path certificate(String name) throws Exception {
        Path pem = directory.resolve(name + ".pem");
        String store = directory.resolve(name + ".p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store,
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                name,
                "-keystore",
                store,
                "-storepass",
                "changeit",
                "-file",
                pem.toString());
        return pem;
    }

    private void keytool(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        Process keytool = new ProcessBuilder(command).inheritIO().start();
        assertThat(keytool.waitFor()).isZero();
    }

    private void add(Body body, Signature signature, Map<String, Object> settings) {
        hub.add(publisher("http", body, signature, PublisherFixtures.http(receiver.url(), settings)));
    }

    private static HttpPublisher publisher(String name, Body body, Signature signature, HttpConfig config) {
        var sink = new HttpSink(config);
        return new HttpPublisher(name, new Batches(body, signature, sink), sink);
    }

    private String header(String name) {
        return headers.get(0).get(name).get(0);
    }

    private static String hmac(String key, String body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var hex = new StringBuilder();
        for (byte b : mac.doFinal(body.getBytes(StandardCharsets.UTF_8))) {
            hex.append("%02x".formatted(b));
        }
        return hex.toString();
    }
}
