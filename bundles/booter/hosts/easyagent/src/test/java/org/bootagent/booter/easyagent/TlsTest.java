package org.bootagent.booter.easyagent;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.easyagent.proto.ControlResponse.Command;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final String SN = UUID.randomUUID().toString();
    private static final char[] SECRET = "changeit".toCharArray();

    /** To make one takes a second. */
    private static final Map<List<Object>, KeyStore> MADE = new HashMap<>();

    @TempDir
    Path home;

    @Test
    void hostThatTrustsTheCertificateConnects() throws Exception {
        String name = certificate("server");
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), ""));
                var sidecar = new StandIn(booter.port(), SN, client(name, null))) {
            sidecar.register("");
            sidecar.ready();
            booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            assertThat(sidecar.next().getCmd()).isEqualTo(Command.EXEC_SCRIPT);
        }
    }

    @Test
    void hostThatTrustsAnotherSaysNothing() throws Exception {
        String name = certificate("server");
        String other = certificate("other");
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), ""));
                var sidecar = new StandIn(booter.port(), SN, client(other, null));
                var plain = new StandIn(booter.port(), SN)) {
            assertThatThrownBy(() -> sidecar.register("")).hasMessageContaining("UNAVAILABLE");
            assertThatThrownBy(() -> plain.register("")).hasMessageContaining("UNAVAILABLE");
            assertThat(booter.fleet.hosts().counts().hosts()).isZero();
        }
    }

    @Test
    void hostNeedsACertificateWhereTheyAreAskedFor() throws Exception {
        String name = certificate("server");
        String host = certificate("host");
        String stranger = certificate("stranger");
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), pem(host, "crt")));
                var none = new StandIn(booter.port(), SN, client(name, null));
                var wrong = new StandIn(booter.port(), SN, client(name, stranger));
                var right = new StandIn(booter.port(), SN, client(name, host))) {
            assertThatThrownBy(() -> none.register("")).hasMessageContaining("UNAVAILABLE");
            assertThatThrownBy(() -> wrong.register("")).hasMessageContaining("UNAVAILABLE");
            assertThat(booter.fleet.hosts().counts().hosts()).isZero();
            right.register("");
            assertThat(booter.fleet.hosts().counts().hosts()).isEqualTo(1);
        }
    }

    /** A certificate lets its own host in, and is not a pass for all others. */
    @Test
    void nobodySpeaksForAHostThatIsKnownByAnothersCertificate() throws Exception {
        String name = certificate("server");
        String host = certificate("host");
        String neighbour = certificate("neighbour");
        Files.writeString(
                home.resolve("all.crt"),
                Files.readString(Path.of(pem(host, "crt"))) + Files.readString(Path.of(pem(neighbour, "crt"))));
        var tls = new Tls(pem(name, "crt"), pem(name, "key"), pem("all", "crt"));
        var mine = client(name, host);
        var others = client(name, neighbour);
        String refusal =
                "PERMISSION_DENIED: host " + SN + " is known by the certificate of CN=host, not of CN=neighbour";
        try (var booter = booter(tls);
                var right = new StandIn(booter.port(), SN, mine);
                var impostor = new StandIn(booter.port(), SN, others);
                var itself = new StandIn(booter.port(), UUID.randomUUID().toString(), others)) {
            assertThatThrownBy(() -> impostor.error(SN, "before anybody")).hasMessageContaining("FAILED_PRECONDITION");
            right.register("");
            right.ready();
            await().until(() -> booter.server.connected() == 1);

            assertThatThrownBy(() -> impostor.register("")).hasMessageContaining(refusal);
            assertThat(impostor.ready().end()).contains(refusal);
            booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
            var command = right.next();
            assertThatThrownBy(() -> impostor.answer(command, false, "forged")).hasMessageContaining(refusal);
            right.answer(command, false, "right");
            assertThat(booter.fleet
                            .jobs()
                            .get(Integer.toUnsignedLong(command.getSeqno()))
                            .message())
                    .isEqualTo("right");
            assertThat(right.ends).isEmpty();
            itself.register("");
        }
        try (var again = booter(tls);
                var right = new StandIn(again.port(), SN, mine);
                var impostor = new StandIn(again.port(), SN, others)) {
            assertThat(impostor.ready().end()).as("after a restart").contains(refusal);
            assertThatThrownBy(() -> impostor.register("")).hasMessageContaining(refusal);
            right.ready();
            await().until(() -> again.server.connected() == 1);
            right.register("");
            again.fleet.registry().remove(Caller.LOCAL, SN);
            impostor.register("");
            assertThatThrownBy(() -> right.register("")).hasMessageContaining("by the certificate of CN=neighbour");
        }
    }

    /** As one that came while no certificates were asked for. */
    @Test
    void aHostThatIsKnownByNoCertificateIsFromThenOnKnownByItsFirst() throws Exception {
        String name = certificate("server");
        String host = certificate("host");
        var plain = new Tls(pem(name, "crt"), pem(name, "key"), "");
        var asking = new Tls(pem(name, "crt"), pem(name, "key"), pem(host, "crt"));
        try (var booter = booter(plain);
                var sidecar = new StandIn(booter.port(), SN, client(name, null))) {
            sidecar.register("");
        }
        try (var booter = booter(asking);
                var sidecar = new StandIn(booter.port(), SN, client(name, host))) {
            assertThat(sidecar.ready().end()).contains("did not register with a certificate yet");
            sidecar.register("");
            sidecar.ready();
            await().until(() -> booter.server.connected() == 1);
            assertThat(booter.fleet.easy().certificate(SN)).hasValue("CN=host");
        }
        String refusal = "host " + SN + " is known by the certificate of CN=host";
        try (var booter = booter(plain);
                var sidecar = new StandIn(booter.port(), SN, client(name, null))) {
            assertThatThrownBy(() -> sidecar.register("")).hasMessageContaining(refusal + ", and shows none");
            assertThat(sidecar.ready().end()).contains(refusal);
        }
    }

    /** What it is told has secrets in it. */
    @Test
    void aHostThatIsKnownByACertificateIsToldNothingOnTheOtherDoor() throws Exception {
        String name = certificate("server");
        String host = certificate("host");
        var report = new StatusReport(
                "web1", SN, "bootagent-1", 1, 1, 600, List.of(), List.of(), List.of(), List.of(), List.of());
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), pem(host, "crt")));
                var sidecar = new StandIn(booter.port(), SN, client(name, host))) {
            booter.fleet.reports().report(report);
            sidecar.register("");
            booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"secret\"}");
            assertThatThrownBy(() -> booter.fleet.reports().report(report))
                    .isInstanceOf(FleetException.class)
                    .hasMessageContaining("host " + SN + " is known by the certificate of CN=host");
            assertThatThrownBy(() -> booter.fleet.registry().requireUnbound(SN.toUpperCase(Locale.ROOT)))
                    .isInstanceOf(FleetException.class);
            booter.fleet.registry().remove(Caller.LOCAL, SN);
            booter.fleet.reports().report(report);
        }
    }

    /** As a certificate is that ends: whoever renews it stops nothing. */
    @Test
    void whoConnectsGetsTheCertificateThatIsThereThen() throws Exception {
        String name = certificate("server");
        String renewed = certificate("renewed");
        String old = Files.readString(Path.of(pem(name, "crt")));
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), ""));
                var before = new StandIn(booter.port(), SN, client(name, null))) {
            before.register("");
            before.ready();
            Files.copy(Path.of(pem(renewed, "crt")), Path.of(pem(name, "crt")), REPLACE_EXISTING);
            // The key does not belong to it yet: those from before serve.
            Files.writeString(home.resolve("old.crt"), old);
            try (var meanwhile = new StandIn(booter.port(), SN, client("old", null))) {
                meanwhile.register("");
            }
            Files.copy(Path.of(pem(renewed, "key")), Path.of(pem(name, "key")), REPLACE_EXISTING);
            try (var after = new StandIn(booter.port(), SN, client(renewed, null));
                    var still = new StandIn(booter.port(), SN, client("old", null))) {
                after.register("");
                assertThatThrownBy(() -> still.register("")).hasMessageContaining("UNAVAILABLE");
            }
            before.register("");
            assertThat(before.ends).as("a connection that is there stays").isEmpty();
        }
    }

    @Test
    void certificateThatHasExpiredReplacesNone() throws Exception {
        String name = certificate("server");
        String expired = certificate("expired", "EC", "-startdate", "-10d", "-validity", "5");
        String early = certificate("early", "EC", "-startdate", "+5d");
        Files.copy(Path.of(pem(name, "crt")), Path.of(pem("old", "crt")));
        try (var booter = booter(new Tls(pem(name, "crt"), pem(name, "key"), ""))) {
            for (String useless : List.of(expired, early)) {
                Files.copy(Path.of(pem(useless, "crt")), Path.of(pem(name, "crt")), REPLACE_EXISTING);
                Files.copy(Path.of(pem(useless, "key")), Path.of(pem(name, "key")), REPLACE_EXISTING);
                try (var host = new StandIn(booter.port(), SN, client("old", null))) {
                    host.register("");
                }
            }
        }
    }

    @Test
    void filesThatDoNotGoTogetherAreNamed() {
        assertThatThrownBy(() -> new Tls("/x", "", "")).hasMessageContaining("/key");
        assertThatThrownBy(() -> new Tls("", "", "/x")).hasMessageContaining("clientAuthorities");
        assertThatThrownBy(() -> new Tls("/no/such", "/no/such", "").context()).hasMessageContaining("/no/such");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aKeyOfAnotherCertificateIsRefused(String algorithm) throws Exception {
        String name = certificate("server", algorithm);
        assertThat(new Tls(pem(name, "crt"), pem(name, "key"), "").context().isServer())
                .isTrue();
        for (String other : List.of("EC", "RSA")) {
            var pair = KeyPairGenerator.getInstance(other).generateKeyPair();
            write("other.key", "PRIVATE KEY", pair.getPrivate().getEncoded());

            assertThatThrownBy(() -> new Tls(pem(name, "crt"), pem("other", "key"), "").context())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(
                            "booter.easyagent/key: " + pem("other", "key"),
                            "booter.easyagent/certificate, " + pem(name, "crt"),
                            "the key is not that of the first certificate");
        }
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws Exception {
        String name = certificate("server");
        Files.writeString(home.resolve("empty.key"), "");
        refused(new Tls(pem(name, "key"), pem(name, "key"), ""), "booter.easyagent/certificate: " + pem(name, "key"));
        refused(new Tls(pem(name, "crt"), pem(name, "crt"), ""), "booter.easyagent/key: " + pem(name, "crt"));
        refused(new Tls(pem(name, "crt"), pem("empty", "key"), ""), "booter.easyagent/key: " + pem("empty", "key"));
        refused(
                new Tls(pem(name, "crt"), pem(name, "key"), pem(name, "key")),
                "booter.easyagent/clientAuthorities: " + pem(name, "key"));
    }

    private static void refused(Tls tls, String why) {
        assertThatThrownBy(tls::context)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    private TestBooter booter(Tls tls) throws Exception {
        return new TestBooter(home.resolve("home"), Admit.ALL, tls, Duration.ofSeconds(30));
    }

    private SslContext client(String trusted, String own) throws Exception {
        var builder = SslContextBuilder.forClient()
                .trustManager(Path.of(pem(trusted, "crt")).toFile());
        if (own != null) {
            builder.keyManager(
                    Path.of(pem(own, "crt")).toFile(), Path.of(pem(own, "key")).toFile());
        }
        return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    }

    private String pem(String name, String kind) {
        return home.resolve(name + "." + kind).toString();
    }

    /** One that vouches for itself, in two PEM files. */
    private String certificate(String name) throws Exception {
        return certificate(name, "EC");
    }

    private String certificate(String name, String algorithm, String... more) throws Exception {
        var made = List.of(name, algorithm, List.of(more));
        if (!MADE.containsKey(made)) {
            MADE.put(made, make(name, algorithm, more));
        }
        KeyStore keys = MADE.get(made);
        write(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded());
        write(name + ".key", "PRIVATE KEY", keys.getKey(name, SECRET).getEncoded());
        return name;
    }

    private KeyStore make(String name, String algorithm, String... more) throws Exception {
        Path store = home.resolve(name + ".p12");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(SECRET),
                "-keyalg",
                algorithm,
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1"));
        command.addAll(List.of(more));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET);
        }
        return keys;
    }

    private void write(String file, String what, byte[] bytes) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                home.resolve(file), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }
}
