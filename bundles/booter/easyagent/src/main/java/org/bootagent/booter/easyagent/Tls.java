package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * The certificates of the stream, in PEM files.
 *
 * @param certificate of the server with whatever leads to its authority; empty: no TLS
 * @param key of the certificate, PKCS #8
 * @param clients authorities of the clients' certificates; empty: no client needs one
 */
record Tls(String certificate, String key, String clients) {
    static final Tls NONE = new Tls("", "", "");

    Tls {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("booter.easyagent/certificate and /key go together: give both or none");
        }
        if (certificate.isEmpty() && !clients.isEmpty()) {
            throw new IllegalArgumentException(
                    "booter.easyagent/clientAuthorities asks for client certificates, which needs /certificate and /key");
        }
    }

    boolean wanted() {
        return !certificate.isEmpty();
    }

    /**
     * The JDK's own: native libraries for it are not carried along.
     *
     * @throws IllegalArgumentException naming the setting whose file is not what it should be
     */
    SslContext context() {
        var builder = builder();
        if (!clients.isEmpty()) {
            trust(builder);
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw wrong("certificate", certificate, e);
        }
    }

    /** Why no host takes the server's own certificate now; empty: none that can be seen from here. */
    Optional<String> outOfDate() {
        var own = chain()[0];
        try {
            own.checkValidity();
            return Optional.empty();
        } catch (CertificateExpiredException e) {
            return Optional.of("booter.easyagent/certificate: " + certificate + " has expired on "
                    + own.getNotAfter().toInstant() + "; replace it, it is read again by itself");
        } catch (CertificateNotYetValidException e) {
            return Optional.of("booter.easyagent/certificate: " + certificate + " is not valid before "
                    + own.getNotBefore().toInstant() + "; replace it, or set this machine's clock");
        }
    }

    private SslContextBuilder builder() {
        var chain = chain();
        var secret = secret();
        try {
            if (!Pem.match(secret, chain[0].getPublicKey())) {
                throw new IllegalArgumentException("booter.easyagent/key: " + key
                        + " is not the key of the first certificate in booter.easyagent/certificate, " + certificate
                        + "; give the two that belong together, the server's own certificate first");
            }
        } catch (GeneralSecurityException e) {
            throw wrong("key", key, e);
        }
        return SslContextBuilder.forServer(secret, chain);
    }

    private X509Certificate[] chain() {
        try {
            return Pem.certificates(file("certificate", certificate));
        } catch (GeneralSecurityException e) {
            throw wrong("certificate", certificate, e);
        }
    }

    private PrivateKey secret() {
        try {
            return Pem.key(file("key", key));
        } catch (GeneralSecurityException | IOException e) {
            throw wrong("key", key, e);
        }
    }

    private void trust(SslContextBuilder builder) {
        File authorities = file("clientAuthorities", clients);
        try {
            builder.trustManager(authorities).clientAuth(ClientAuth.REQUIRE);
        } catch (IllegalArgumentException e) {
            throw wrong("clientAuthorities", clients, e);
        }
    }

    private static File file(String setting, String name) {
        Path path = Path.of(name);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IllegalArgumentException(
                    "booter.easyagent/" + setting + ": " + name + " is no file that can be read");
        }
        return path.toFile();
    }

    private static IllegalArgumentException wrong(String setting, String file, Exception why) {
        return new IllegalArgumentException(
                "booter.easyagent/" + setting + ": " + file + " is not taken (" + why.getMessage()
                        + "); it must be PEM, a key PKCS #8 without a password",
                why);
    }
}
