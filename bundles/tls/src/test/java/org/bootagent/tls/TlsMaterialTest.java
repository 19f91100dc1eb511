package org.bootagent.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.tls.Fixture.file;
import static org.bootagent.tls.Fixture.secretFile;
import static org.bootagent.tls.Fixture.showing;
import static org.bootagent.tls.Fixture.trusting;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsMaterialTest {
    @ParameterizedTest
    @ValueSource(strings = {"ec.pem", "ed.pem", "ec.p12", "two.p12"})
    void serverIsKnownByItsAuthority(String server) throws Exception {
        var session =
                Handshake.of(showing(server).context(), trusting("root.pem").context(), false);
        assertThat(session.getPeerCertificates()).isNotEmpty();
    }

    @Test
    void oneOfSeveralAuthoritiesIsEnough() throws Exception {
        for (var authorities : new TlsFile[] {file("roots.pem"), secretFile("roots.p12")}) {
            var client = TlsFiles.of(authorities, TlsFile.of("", ""));
            assertThat(Handshake.of(showing("rsa.crt", "rsa.key").context(), client.context(), false)
                            .isValid())
                    .isTrue();
        }
    }

    @Test
    void serverOfAnotherAuthorityIsRefused() {
        refused("ec.pem", trusting("other-root.pem"));
        refused("ec.pem", TlsFiles.besideRuntime(file("other-root.pem")));
    }

    @Test
    void serverOfAnotherNameIsRefused() {
        refused("elsewhere.pem", trusting("root.pem"));
    }

    @Test
    void expiredServerIsRefused() {
        refused("expired.pem", trusting("root.pem"));
    }

    @Test
    void clientIsKnownByItsAuthority() throws Exception {
        var server = TlsFiles.of(file("root.pem"), file("ec.pem")).context();
        for (var own : new TlsFile[] {file("ec.pem"), secretFile("ec.p12"), secretFile("two.p12")}) {
            var client = TlsFiles.of(file("root.pem"), own).context();
            var session = Handshake.of(server, client, true);
            assertThat(session.getLocalCertificates()).isNotEmpty();
        }
        assertThatThrownBy(() -> Handshake.of(server, trusting("root.pem").context(), true))
                .isInstanceOf(IOException.class);
    }

    @Test
    void authoritiesOfTheRuntimeMayBeTrustedToo() throws Exception {
        var both = TlsFiles.besideRuntime(file("root.pem")).read().authorities();
        assertThat(both).containsAll(TlsMaterial.runtimeAuthorities()).hasSizeGreaterThan(1);
        assertThat(Handshake.of(
                                showing("ec.pem").context(),
                                TlsFiles.besideRuntime(file("root.pem")).context(),
                                false)
                        .isValid())
                .isTrue();
    }

    @Test
    void saysThatACertificateIsOutOfDate() throws Exception {
        var expired = showing("expired.pem").read();
        assertThat(expired.outOfDate(Instant.now()).orElseThrow())
                .isEqualTo(
                        "the certificate CN=expired has expired on 2002-01-01T00:00:00Z; replace it, it is read again by itself");
        assertThat(expired.outOfDate(Instant.parse("2000-01-01T00:00:00Z")).orElseThrow())
                .contains("is not valid before 2001-01-01T00:00:00Z");
        assertThat(expired.outOfDate(Instant.parse("2001-06-01T00:00:00Z"))).isEmpty();
        assertThat(showing("ec.pem").read().outOfDate(Instant.now())).isEmpty();
    }

    @Test
    void certificatesStayInTheirOrder() throws Exception {
        assertThat(secretFile("ec.p12").credentials().get(0).chain())
                .extracting(X509Certificate::getSubjectX500Principal)
                .extracting(Object::toString)
                .containsExactly("CN=ec", "CN=intermediate");
    }

    private static void refused(String server, TlsFiles client) {
        assertThatThrownBy(() -> Handshake.of(showing(server).context(), client.context(), false))
                .isInstanceOf(SSLHandshakeException.class);
    }
}
