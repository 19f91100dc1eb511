package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trust between host and server, in both directions. Where it is missing, nothing is sent. */
class TlsTest {
    @TempDir
    static Path stores;

    @TempDir
    Path home;

    @BeforeAll
    static void makeStores() throws Exception {
        Files.writeString(stores.resolve("password"), "secret\n");
        keytool("ca", "-genkeypair", "-alias", "ca", "-ext", "bc:c", "-dname", "CN=authority", "-keyalg", "EC");
        keytool(
                "strangers-ca",
                "-genkeypair",
                "-alias",
                "ca",
                "-ext",
                "bc:c",
                "-dname",
                "CN=stranger",
                "-keyalg",
                "EC");
        signed("server", "ca", "SAN=dns:localhost", List.of());
        signed("stranger", "strangers-ca", "SAN=dns:localhost", List.of());
        signed("expired", "ca", "SAN=dns:localhost", List.of("-startdate", "-10d", "-validity", "3"));
        signed("elsewhere", "ca", "SAN=dns:elsewhere.example", List.of());
        signed("client", "ca", "SAN=dns:host.example", List.of());
    }

    @Test
    void showsItsCertificate() throws Exception {
        try (var server = server("server")) {
            var transport = transport(server, "client");
            await().until(() -> !transport.status().server().isEmpty());
            assertThat(server.registrations).isNotEmpty();
            transport.stop();
        }
    }

    /** Certificates expire, and their renewal restarts nothing. */
    @Test
    void showsTheCertificateThatIsThereWhenItConnects() throws Exception {
        Files.copy(store("stranger"), store("renewed"), StandardCopyOption.REPLACE_EXISTING);
        try (var server = server("server")) {
            var transport = transport(server, "renewed");
            await().until(() -> transport.status().outcome().startsWith("not connected"));
            assertThat(server.registrations).isEmpty();
            Files.writeString(store("renewed"), "half of it");
            var halfWay = transport.status().lastReport();
            await().until(() -> transport.status().lastReport().isAfter(halfWay));
            Files.copy(store("client"), store("renewed"), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> !transport.status().server().isEmpty());
            assertThat(server.registrations).isNotEmpty();
            transport.stop();
        }
    }

    @Test
    void connectsWhenItsKeyStoreCanBeRead() throws Exception {
        Files.writeString(store("broken"), "x");
        try (var plain = new StandInServer();
                var server = server("server")) {
            var transport = transport("localhost:" + plain.port() + ",localhost:" + server.port(), "broken");
            try {
                await().until(() -> transport.status().lastReport() != null);
                var first = transport.status();
                assertThat(first.outcome())
                        .startsWith("not connected: transport.grpc/keyStore: " + store("broken")
                                + " is neither PEM nor a PKCS12 key store")
                        .doesNotContain("null");
                await().until(() -> transport.status().lastReport().isAfter(first.lastReport()));
                assertThat(transport.status().outcome())
                        .as("what is the same is logged once")
                        .isEqualTo(first.outcome());
                assertThat(server.registrations).isEmpty();

                Files.copy(store("client"), store("broken"), StandardCopyOption.REPLACE_EXISTING);
                await().until(() -> !transport.status().server().isEmpty());
                assertThat(server.registrations).isNotEmpty();
                assertThat(plain.registrations).as("without TLS").isEmpty();
            } finally {
                transport.stop();
            }
        }
    }

    @Test
    void trustsNoStranger() throws Exception {
        refuses("stranger", "client", "no authority that this host trusts");
    }

    @Test
    void trustsNoCertificateThatHasExpired() throws Exception {
        refuses("expired", "client", "certificate has expired: NotAfter");
    }

    @Test
    void trustsNoCertificateOfAnotherHost() throws Exception {
        refuses("elsewhere", "client", "localhost");
    }

    @Test
    void isNotTrustedWithoutItsCertificate() throws Exception {
        refuses("server", "", "see transport.grpc/keyStore");
    }

    @Test
    void sendsNothingInTheClear() throws Exception {
        try (var server = new StandInServer()) {
            refuses(server, "client", "the server does not speak TLS");
        }
    }

    private void refuses(String certificate, String own, String why) throws Exception {
        try (var server = server(certificate)) {
            refuses(server, own, why);
        }
    }

    private void refuses(StandInServer server, String own, String why) throws Exception {
        var transport = transport(server, own);
        try {
            await().until(() -> transport.status().outcome().startsWith("not connected"));
            assertThat(transport.status().outcome()).contains(why).doesNotContain("Pipeline");
            assertThat(server.registrations).isEmpty();
            assertThat(server.listeners).isEmpty();
            assertThat(server.events).isEmpty();
        } finally {
            transport.stop();
        }
    }

    private GrpcTransport transport(StandInServer server, String own) throws Exception {
        return transport("localhost:" + server.port(), own);
    }

    private GrpcTransport transport(String servers, String own) throws Exception {
        var host = new TestHost(home);
        String password = stores.resolve("password").toString();
        var config = new HashMap<String, Object>(Map.of(
                "tls",
                true,
                "stepSeconds",
                1,
                "trustStore",
                store("ca").toString(),
                "trustStorePasswordFile",
                password));
        if (!own.isEmpty()) {
            config.put("keyStore", store(own).toString());
            config.put("keyStorePasswordFile", password);
        }
        return host.connected(Map.of("serversFirstStart", servers), config);
    }

    private static StandInServer server(String certificate) throws Exception {
        return new StandInServer(0, context(certificate));
    }

    /** Returns a context that asks hosts for a certificate of the authority. */
    private static SslContext context(String certificate) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(load(certificate), "secret".toCharArray());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(load("ca"));
        return GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    private static KeyStore load(String name) throws Exception {
        try (var in = Files.newInputStream(store(name))) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(in, "secret".toCharArray());
            return keys;
        }
    }

    private static Path store(String name) {
        return stores.resolve(name + ".p12");
    }

    private static void signed(String name, String authority, String names, List<String> validity) throws Exception {
        Files.copy(store(authority), store(name));
        var arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                "own",
                "-signer",
                "ca",
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-ext",
                names));
        arguments.addAll(validity);
        keytool(name, arguments.toArray(String[]::new));
        keytool(name, "-delete", "-alias", "ca");
    }

    private static void keytool(String store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "-J-XX:TieredStopAtLevel=1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "secret",
                "-keystore",
                store(store).toString()));
        var log = stores.resolve("keytool.log");
        var keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor()).as(() -> read(log)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
