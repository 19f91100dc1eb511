package org.bootagent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.tls.Fixture.PASSWORD;
import static org.bootagent.tls.Fixture.file;
import static org.bootagent.tls.Fixture.path;
import static org.bootagent.tls.Fixture.secretFile;
import static org.bootagent.tls.Fixture.showing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFileTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "ec.crt, ec.key",
        "ec.crt, ec-sec1.key",
        "ec.crt, ec-parameters.key",
        "ec.crt, ec-encrypted.key",
        "rsa.crt, rsa.key",
        "rsa.crt, rsa-pkcs1.key",
        "rsa.crt, rsa-encrypted-v1.key",
        "ec.pem, ec.pem",
        "ed.pem, ed.pem",
        "ec.p12, ec.p12",
    })
    void readsEveryFormOfKey(String certificate, String key) throws Exception {
        assertThat(showing(certificate, key).read().credentials()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec.pem", "ed.pem", "ec.p12"})
    void readsKeyAndChainFromOneFile(String name) throws Exception {
        var credentials = secretFile(name).credentials();
        assertThat(credentials).hasSize(1);
        assertThat(credentials.get(0).chain()).hasSize(name.startsWith("ec") ? 2 : 1);
    }

    @Test
    void readsEveryKeyOfAKeyStore() throws Exception {
        assertThat(secretFile("two.p12").credentials())
                .extracting(each -> each.key().getAlgorithm())
                .containsExactlyInAnyOrder("EC", "RSA");
        refused(showing("two.p12", "two.p12")::read, "holds 2 keys; keep the one to use");
    }

    @Test
    void readsAuthorities() throws Exception {
        assertThat(file("root.pem").authorities()).hasSize(1);
        assertThat(file("roots.pem").authorities()).hasSize(2);
        assertThat(secretFile("roots.p12").authorities()).hasSize(2);
        assertThat(file("ec.pem").authorities()).hasSize(2);
    }

    @Test
    void skipsTextAroundBlocks() throws Exception {
        String pem = "Bag Attributes\r\n    friendlyName: x\r\n"
                + Files.readString(Path.of(path("root.pem"))).replace("\n", "\r\n")
                + "\r\nthe end";
        assertThat(made(pem, "windows.pem").authorities()).hasSize(1);
    }

    @Test
    void namesTheLineThatIsDamaged() throws Exception {
        String root = Files.readString(Path.of(path("root.pem")));
        refused(
                made(root + root.replaceFirst("\nMII", "\nMI*"), "star.pem")::authorities,
                "line " + (lines(root) + 2) + " is not Base64, in the CERTIFICATE that begins in line "
                        + (lines(root) + 1));
        refused(
                made(root + root.substring(0, 200), "cut.pem")::authorities,
                "the CERTIFICATE that begins in line " + (lines(root) + 1) + " has no end");
        refused(
                made(root + root.replaceFirst("\n....", "\nAAAA"), "der.pem")::authorities,
                "the certificate in line " + (lines(root) + 1) + " is damaged");
        refused(
                made(root + root.replaceFirst("\nM.*", "\nMI=="), "odd.pem")::authorities,
                "the CERTIFICATE in line " + (lines(root) + 1) + " is damaged");
    }

    @Test
    void saysWhatIsMissing() {
        refused(file("ec.key")::authorities, "holds no certificate of an authority to trust");
        refused(file("ec.crt")::credentials, "holds no private key, only CERTIFICATE in line 1, CERTIFICATE in line ");
        refused(file("ec.key")::credentials, "holds no certificate, only PRIVATE KEY in line 1; add it");
        refused(secretFile("roots.p12")::credentials, "holds no private key; export certificate and key together");
        refused(TlsFile.of("x/file", "/no/such")::authorities, "x/file: there is no file /no/such; put it there");
        refused(
                TlsFile.of("x/file", path("ec.p12"), "/no/such")::credentials,
                "x/filePasswordFile: there is no file /no/such");
        refused(TlsFile.of("x/file", directory.toString())::authorities, directory + " cannot be read");
    }

    @Test
    void refusesTwoKeysInOnePem() throws Exception {
        String keys = Files.readString(Path.of(path("ec.pem"))) + Files.readString(Path.of(path("rsa.key")));
        refused(
                made(keys, "keys.pem")::credentials,
                "holds more than one private key: PRIVATE KEY in line 1, PRIVATE KEY in line ");
    }

    @Test
    void saysHowToGiveAnEncryptedKey() throws Exception {
        refused(
                TlsFile.of("x/file", path("ec-encrypted.key"), "")::key,
                "the key in line 1 is encrypted, and no file with its password is set; the setting is x/filePasswordFile");
        refused(
                TlsFile.of("x/file", path("ec-encrypted.key"), write("wrong", "pw"))::key,
                "the key in line 1 is not encrypted with this password; the setting is x/filePasswordFile (");
        refused(
                secretFile("rsa-traditional-encrypted.key")::key,
                "the key in line 1 is encrypted in OpenSSL's old way; encrypt it in PKCS #8 (openssl pkcs8 -topk8");
    }

    @Test
    void saysWhatIsWrongWithAKeyStore() throws Exception {
        refused(
                file("ec.p12")::credentials,
                "cannot be read as a PKCS12 key store: it has a password, and no file with it is set");
        refused(
                TlsFile.of("x/file", path("ec.p12"), write("wrong", "pw"))::credentials,
                "its password is another one; correct the file with the password; the setting is x/filePasswordFile (");
        byte[] whole = Files.readAllBytes(Path.of(path("ec.p12")));
        refused(made(Arrays.copyOf(whole, 300), "cut.p12")::credentials, "is cut short; copy it anew");
        refused(made(new byte[0], "empty")::credentials, "is empty; put it there anew");
        refused(made("text", "text")::credentials, "is neither PEM nor a PKCS12 key store");
        refused(secretFile("roots.jks")::authorities, "is a key store of Java's old kind, JKS; convert it (keytool ");
        refused(file("root.der")::authorities, "looks like a certificate in DER; convert it to PEM (openssl x509 ");
        refused(file("ec.der")::credentials, "looks like a key in DER; convert it to PEM (openssl pkcs8 ");
    }

    @Test
    void everyDamagedByteIsReadOrRefusedAndNothingElse() throws Exception {
        for (String name : new String[] {"ec.p12", "ec.pem", "ec-sec1.key", "ec-encrypted.key"}) {
            byte[] whole = Files.readAllBytes(Path.of(path(name)));
            Path file = directory.resolve("damaged");
            for (int i = 0; i < whole.length; i += name.endsWith("p12") ? 7 : 1) {
                byte[] damaged = whole.clone();
                damaged[i] ^= 0x55;
                Files.write(file, damaged);
                try {
                    var unused = TlsFile.of("x/file", file.toString(), PASSWORD).credentials();
                } catch (TlsException e) {
                    assertThat(e).hasMessageStartingWith("x/file: " + file);
                }
            }
        }
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() {
        refused(
                showing("ec.crt", "rsa.key")::read,
                "x/key: " + path("rsa.key") + " and the certificates of x/certificate, " + path("ec.crt")
                        + ", do not fit: the key is not that of the first certificate (CN=ec); give the two that belong together");
        refused(showing("rsa.crt", "ec.key")::read, "the key is not that of the first certificate (CN=rsa)");
    }

    @Test
    void refusesAChainInAnotherOrder() throws Exception {
        String own = Files.readString(Path.of(path("ec.crt")));
        String issuer = Files.readString(Path.of(path("intermediate.pem")));
        String key = Files.readString(Path.of(path("ec.key")));
        own = own.substring(0, own.indexOf("-----END") + "-----END CERTIFICATE-----\n".length());
        refused(
                made(key + issuer + own, "order.pem")::credentials,
                "the key is that of certificate 2 (CN=ec); put this certificate first");
        refused(
                made(key + own + Files.readString(Path.of(path("root.pem"))), "gap.pem")::credentials,
                "certificate 2 (CN=root) is not the issuer of certificate 1 (CN=ec)");
    }

    private static void refused(ThrowingCallable reading, String why) {
        assertThatThrownBy(reading).isInstanceOf(TlsException.class).hasMessageContaining(why);
    }

    private static long lines(String text) {
        return text.lines().count();
    }

    private TlsFile made(String content, String name) throws IOException {
        return TlsFile.of("x/file", write(name, content));
    }

    private TlsFile made(byte[] content, String name) throws IOException {
        return made(new String(content, StandardCharsets.ISO_8859_1), name);
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content, StandardCharsets.ISO_8859_1)
                .toString();
    }
}
