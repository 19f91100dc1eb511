package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {
    private static final FileTime THEN = FileTime.fromMillis(1_000_000);

    @TempDir
    Path files;

    private Path store;
    private Path password;
    private TlsContexts tls;

    @BeforeEach
    void name() throws IOException {
        store = files.resolve("trust.p12");
        password = Files.writeString(files.resolve("password"), "secret\n");
        tls = new TlsContexts("transport.http", new TlsFiles(store.toString(), password.toString(), "", ""));
    }

    @Test
    void thereIsNoneUntilTheFilesCanBeRead() throws Exception {
        refused("there is no file " + store + "; put it there, or correct the setting");
        Files.write(store, Arrays.copyOf(good(), 50));
        refused(store + " cannot be read as a PKCS12 key store: it is cut short, or of another kind, such as PEM; ");
        Files.write(store, good());
        Files.writeString(password, "wrong");
        refused(store + " cannot be read as a PKCS12 key store: keystore password was incorrect");
        Files.delete(password);
        refused("trustStorePasswordFile: " + password + " cannot be read: there is no such file");
        Files.writeString(password, "secret");

        assertThat(tls.current()).isNotNull().isSameAs(tls.current());
    }

    @Test
    void ofAFileThatCannotBeReadAnyMoreTheContextBeforeStaysInUse() throws Exception {
        write(good());
        var before = tls.current();
        Files.delete(store);

        assertThat(tls.current()).isSameAs(before);
        write(good());
        assertThat(tls.current()).isNotSameAs(before);
    }

    /** Covers a file whose owner or mode was wrong. */
    @Test
    void fileThatLooksNoDifferentIsReadAgainUntilItCanBe() throws Exception {
        byte[] good = good();
        write(good);
        var before = tls.current();
        byte[] broken = good.clone();
        broken[0] = 'x';
        write(broken);
        Files.setLastModifiedTime(store, FileTime.fromMillis(2_000_000));
        assertThat(tls.current()).isSameAs(before);

        write(good);
        Files.setLastModifiedTime(store, FileTime.fromMillis(2_000_000));
        assertThat(tls.current()).isNotSameAs(before);
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(store, bytes);
        Files.setLastModifiedTime(store, THEN);
    }

    private void refused(String why) {
        var failure = catchThrowableOfType(TlsFilesException.class, () -> use(tls.current()));
        assertThat(failure).hasMessageStartingWith("transport.http/trustStore").hasMessageContaining(why);
        assertThat(failure.getMessage()).doesNotContain("null", "Exception");
    }

    private static void use(SSLContext context) {
        assertThat(context).as("a context of files that cannot be read").isNull();
    }

    /** A store with one of the authorities that this runtime trusts. */
    private byte[] good() throws Exception {
        var runtimes = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                (char[]) null);
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setCertificateEntry("ca", runtimes.getCertificate(runtimes.aliases().nextElement()));
        Path file = files.resolve("good.p12");
        try (var out = Files.newOutputStream(file)) {
            one.store(out, "secret".toCharArray());
        }
        return Files.readAllBytes(file);
    }
}
