package org.bootagent.transport.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.api.host.HostConfig;
import org.bootagent.testing.FakeOutputs;
import org.bootagent.testing.HttpProxy;
import org.bootagent.testing.MemoryHost;
import org.bootagent.tls.TlsFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpTransportTest {
    private static final String ACCEPTED =
            "{\"status\":0,\"agentsn\":\"dcb886e9-04ed-41bb-9c12-4d2de12cd59b\",\"step\":1}";

    private final MemoryHost host = new MemoryHost();

    private static final List<String> STORES = List.of("server", "client", "stranger");

    @TempDir
    static Path stores;

    @TempDir
    Path directory;

    @Test
    void registersReportsAndStops() throws Exception {
        try (var server = new TestServer()) {
            server.answer(ACCEPTED).answer("{}");
            var transport =
                    transport(Map.of("serversFirstStart", server.address().toString()), Map.of());
            await().until(() -> server.bodies("/agent/status").size() >= 2);
            assertThat(transport.status().accepted()).isTrue();
            assertThat(threads()).contains("transport-http");

            transport.stop();

            await().until(() -> !threads().contains("transport-http"));
            assertThat(host.settings().orElseThrow().servers())
                    .containsExactly(server.address().toString());
        }
    }

    @Test
    void stopsWhileAServerKeepsItWaiting() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var transport = transport(
                    Map.of("serversBuiltIn", "127.0.0.1:" + silent.getLocalPort()), Map.of("timeoutSeconds", 600));
            try (var connection = silent.accept()) {
                assertThat(connection.getInputStream().read()).isEqualTo('P');

                transport.stop();

                await().until(() -> !threads().contains("transport-http"));
            }
        }
    }

    @Test
    void givesUpOnASilentServerInTime() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var server = new TestServer()) {
            server.answer(ACCEPTED).answer("{}");
            var transport = transport(
                    Map.of("serversBuiltIn", "127.0.0.1:" + silent.getLocalPort() + "," + server.address()),
                    Map.of("timeoutSeconds", 1));
            try (var connection = silent.accept()) {
                assertThat(connection.isConnected()).isTrue();
                await().until(() -> host.settings().isPresent());
            } finally {
                transport.stop();
            }
        }
    }

    @Test
    void reportsThroughAProxyThatWantsToKnowWhoAsks() throws Exception {
        try (var server = new TestServer();
                var proxy = new HttpProxy(server.address().port(), "joe:secret")) {
            server.answer(ACCEPTED).answer("{}");
            var transport = transport(
                    Map.of(
                            "serversFirstStart",
                            "booter.example:8080",
                            "httpProxy",
                            "http://joe:secret@127.0.0.1:" + proxy.port()),
                    Map.of());
            try {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> host.settings().isPresent());
                assertThat(proxy.requests())
                        .first()
                        .asString()
                        .startsWith("POST http://booter.example:8080/agent/register");
            } finally {
                transport.stop();
            }
        }
    }

    @Test
    void showsItsCertificateOverTls() throws Exception {
        useStores();
        try (var server = new TestServer(httpsServer("server.p12"))) {
            server.answer(ACCEPTED).answer("{}");
            var transport = transport(
                    Map.of("serversFirstStart", "localhost:" + server.address().port()), tls("client.p12"));
            try {
                await().until(() -> host.settings().isPresent());
            } finally {
                transport.stop();
            }
        }
    }

    /** Certificates expire, and their renewal restarts nothing. */
    @Test
    void showsTheCertificateThatIsThereWhenItConnects() throws Exception {
        useStores();
        Path renewed = directory.resolve("renewed.p12");
        Files.copy(directory.resolve("stranger.p12"), renewed);
        try (var server = new TestServer(httpsServer("server.p12"))) {
            server.answer(ACCEPTED).answer("{}");
            var transport = transport(
                    Map.of("serversFirstStart", "localhost:" + server.address().port()), tls("renewed.p12"));
            try {
                await().until(() -> transport.status().outcome().contains("not registered"));
                assertThat(host.settings()).isEmpty();
                Files.copy(directory.resolve("client.p12"), renewed, StandardCopyOption.REPLACE_EXISTING);
                await().atMost(Duration.ofMinutes(5))
                        .until(() -> host.settings().isPresent());
            } finally {
                transport.stop();
            }
        }
    }

    @Test
    void trustsNoStranger() throws Exception {
        useStores();
        try (var server = new TestServer(httpsServer("stranger.p12"))) {
            server.answer(ACCEPTED);
            var transport = transport(
                    Map.of("serversFirstStart", "localhost:" + server.address().port()), tls("client.p12"));
            try {
                await().until(() -> transport.status().outcome().contains("PKIX"));
                assertThat(server.requests).isEmpty();
                assertThat(host.settings()).isEmpty();
            } finally {
                transport.stop();
            }
        }
    }

    @Test
    void namesAKeyStoreThatCannotBeReadAndConnectsWhenItCan() throws Exception {
        useStores();
        Path broken = Files.writeString(directory.resolve("broken.p12"), "x");
        try (var plain = new TestServer();
                var server = new TestServer(httpsServer("server.p12"))) {
            plain.answer(ACCEPTED);
            server.answer("{\"status\":0}");
            host.registered(
                    Duration.ofSeconds(1),
                    List.of(
                            plain.address().toString(),
                            "localhost:" + server.address().port()));
            var values = new HashMap<>(tls("broken.p12"));
            values.put("startSpreadSeconds", 0);
            // As one that does not speak TLS says nothing.
            values.put("timeoutSeconds", 1);
            var transport = transport(Map.of(), values);
            try {
                await().until(() -> transport.status().lastReport() != null);
                var first = transport.status();
                assertThat(first.outcome())
                        .startsWith("not accepted: transport.http/keyStore: " + broken
                                + " is neither PEM nor a PKCS12 key store")
                        .doesNotContain("null");
                await().until(() -> transport.status().lastReport().isAfter(first.lastReport()));
                assertThat(transport.status().outcome())
                        .as("what is the same is logged once")
                        .isEqualTo(first.outcome());
                assertThat(plain.requests).isEmpty();
                assertThat(server.requests).isEmpty();

                Files.copy(directory.resolve("client.p12"), broken, StandardCopyOption.REPLACE_EXISTING);
                await().until(() -> transport.status().accepted());
                assertThat(server.bodies("/agent/status")).isNotEmpty();
                assertThat(plain.requests).as("without TLS").isEmpty();
            } finally {
                transport.stop();
            }
        }
    }

    private HttpTransport transport(Map<String, Object> hostValues, Map<String, Object> values) throws Exception {
        return new HttpTransport(
                annotation(HostConfig.class, hostValues),
                annotation(HttpTransport.Config.class, values),
                host,
                host,
                host,
                host,
                new FakeOutputs());
    }

    private Map<String, Object> tls(String keyStore) {
        String password = directory.resolve("password").toString();
        return Map.of(
                "tls",
                true,
                "trustStore",
                directory.resolve("server.p12").toString(),
                "trustStorePasswordFile",
                password,
                "keyStore",
                directory.resolve(keyStore).toString(),
                "keyStorePasswordFile",
                password);
    }

    private HttpsServer httpsServer(String keyStore) throws Exception {
        String password = directory.resolve("password").toString();
        var context = TlsFiles.ofTransport(
                        "server",
                        directory.resolve("client.p12").toString(),
                        password,
                        directory.resolve(keyStore).toString(),
                        password)
                .context();
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                var ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        return server;
    }

    private void useStores() throws Exception {
        Files.writeString(directory.resolve("password"), "secret\n");
        for (String name : STORES) {
            Files.copy(stores.resolve(name + ".p12"), directory.resolve(name + ".p12"));
        }
    }

    @BeforeAll
    static void makeStores() throws Exception {
        for (String name : STORES) {
            var keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-J-XX:TieredStopAtLevel=1",
                            "-genkeypair",
                            "-alias",
                            name,
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost",
                            "-keyalg",
                            "EC",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            "secret",
                            "-keystore",
                            stores.resolve(name + ".p12").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(stores.resolve(name + ".log").toFile())
                    .start();
            assertThat(keytool.waitFor()).isZero();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    /** Returns an annotation as the framework makes it: its defaults, and some values. */
    private static <T> T annotation(Class<T> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
