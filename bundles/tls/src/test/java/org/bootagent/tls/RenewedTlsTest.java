package org.bootagent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.tls.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.bootagent.testing.LogRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewedTlsTest {
    @TempDir
    Path directory;

    private final LogRecords log = new LogRecords(RenewedTls.class);

    @Test
    void readsFilesAgainThatHaveChanged() throws Exception {
        var contexts = contexts();
        assertThatThrownBy(contexts::current).isInstanceOf(TlsException.class);
        put("ec.crt", "ec.key");
        var first = contexts.current();
        assertThat(contexts.current()).isSameAs(first);
        assertThat(subject(first)).isEqualTo("CN=ec");
        put("rsa.crt", "rsa.key");
        assertThat(subject(contexts.current())).isEqualTo("CN=rsa");
        assertThat(log.all()).hasSize(2);
    }

    @Test
    void keepsThoseFromBeforeUntilBothFilesAreReplaced() throws Exception {
        put("ec.crt", "ec.key");
        var contexts = contexts();
        var first = contexts.current();
        put("rsa.crt", "ec.key");
        assertThat(contexts.current()).isSameAs(first);
        assertThat(contexts.current()).isSameAs(first);
        Files.delete(directory.resolve("own.key"));
        assertThat(contexts.current()).isSameAs(first);
        put("rsa.crt", "rsa.key");
        assertThat(subject(contexts.current())).isEqualTo("CN=rsa");
        assertThat(log.messages())
                .hasSize(3)
                .allMatch(message -> message.startsWith("x: ") || message.startsWith("{}: "));
    }

    @Test
    void keepsACertificateThatIsValidWhenTheNextHasExpired() throws Exception {
        put("ec.crt", "ec.key");
        var contexts = contexts();
        var first = contexts.current();
        put("expired.pem", "expired.pem");
        assertThat(contexts.current()).isSameAs(first);
        assertThat(log.all()).hasSize(1);
    }

    @Test
    void saysThatTheFirstCertificateHasExpiredAndUsesIt() throws Exception {
        put("expired.pem", "expired.pem");
        assertThat(contexts().current()).isNotNull();
        assertThat(log.all()).hasSize(1);
    }

    @Test
    void everyConnectionSucceedsWhileFilesAreRenewed() throws Exception {
        put("ec.crt", "ec.key");
        var server = contexts();
        var client = Fixture.trusting("root.pem").context();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        var renewed = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(4);
        var connections = Stream.generate(() -> threads.submit(() -> {
                    while (!renewed.get()) {
                        Handshake.of(server.current(), client, false);
                    }
                    return null;
                }))
                .limit(4)
                .toList();
        for (int i = 0; i < 60; i++) {
            put(i % 2 == 0 ? "rsa.crt" : "ec.crt", i % 2 == 0 ? "rsa.key" : "ec.key");
            seen.add(subject(server.current()));
        }
        renewed.set(true);
        threads.shutdown();
        for (var connection : connections) {
            succeeded(connection);
        }
        assertThat(seen).containsExactlyInAnyOrder("CN=ec", "CN=rsa");
    }

    private static void succeeded(Future<?> connection) throws InterruptedException {
        try {
            connection.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static String subject(SSLContext server) throws Exception {
        var session = Handshake.of(server, Fixture.trusting("root.pem").context(), false);
        return session.getPeerPrincipal().getName();
    }

    private RenewedTls<SSLContext> contexts() {
        return RenewedTls.contexts(
                "x",
                TlsFiles.of(
                        TlsFile.of("", ""),
                        TlsFile.of("x/certificate", directory.resolve("own.crt").toString()),
                        TlsFile.of("x/key", directory.resolve("own.key").toString())));
    }

    /** Replaces the files as certbot and Kubernetes do: each file at once, but the two one after the other. */
    private void put(String certificate, String key) throws IOException {
        replace(certificate, "own.crt");
        replace(key, "own.key");
    }

    private void replace(String fixture, String name) throws IOException {
        Path next = directory.resolve(name + ".next");
        Files.copy(Path.of(path(fixture)), next, StandardCopyOption.REPLACE_EXISTING);
        Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
