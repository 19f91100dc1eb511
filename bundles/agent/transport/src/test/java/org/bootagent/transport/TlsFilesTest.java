package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is not what it should be is named with its setting. */
class TlsFilesTest {
    @TempDir
    Path files;

    @Test
    void withoutFilesTheRuntimesOwnAuthoritiesAreTrusted() throws Exception {
        assertThat(new TlsFiles("", "", "", "").context()).isNotNull();
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String absent = files.resolve("absent.p12").toString();
        refused(new TlsFiles(absent, "", "", ""), "trustStore: there is no file " + absent);
        refused(new TlsFiles("", "", absent, ""), "keyStore: there is no file " + absent);
    }

    @Test
    void aPasswordFileThatIsNotThereIsNamed() throws Exception {
        String absent = files.resolve("absent.password").toString();
        refused(new TlsFiles(empty(), absent, "", ""), "trustStorePasswordFile: " + absent);
        refused(new TlsFiles("", "", empty(), absent), "keyStorePasswordFile: " + absent);
    }

    @Test
    void aFileOfAnotherKindIsNamed() throws Exception {
        String pem = Files.writeString(files.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----")
                .toString();
        refused(new TlsFiles(pem, "", "", ""), "trustStore: " + pem + " cannot be read as a PKCS12 key store");
    }

    @Test
    void aWrongPasswordIsTold() throws Exception {
        String wrong = Files.writeString(files.resolve("wrong"), "wrong").toString();
        refused(new TlsFiles("", "", empty(), wrong), "keyStore: " + empty() + " cannot be read as a PKCS12 key store");
    }

    @Test
    void aStoreWithNothingInItIsRefused() throws Exception {
        String password =
                Files.writeString(files.resolve("password"), "secret\n").toString();
        refused(new TlsFiles(empty(), password, "", ""), "holds no certificate");
        refused(new TlsFiles("", "", empty(), password), "holds no key");
    }

    private static void refused(TlsFiles tls, String why) {
        assertThatThrownBy(tls::context).hasMessageContaining(why);
    }

    private String empty() throws Exception {
        Path file = files.resolve("empty.p12");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "secret".toCharArray());
        }
        return file.toString();
    }
}
