package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import org.bootagent.tls.RenewedTls;
import org.bootagent.tls.TlsException;
import org.bootagent.tls.TlsFile;
import org.bootagent.tls.TlsFiles;
import org.bootagent.tls.TlsMaterial;

/**
 * The settings of the stream's TLS.
 *
 * @param certificate file of the server's certificates; empty: no TLS
 * @param key file of the certificate's key
 * @param keyPasswordFile file with the password of the key; empty: it has none
 * @param clients file of the authorities of the clients' certificates; empty: no client needs one
 */
record Tls(String certificate, String key, String keyPasswordFile, String clients) {
    static final Tls NONE = new Tls("", "", "");

    private static final String USER = "booter.easyagent";

    Tls {
        if (certificate.isEmpty() != key.isEmpty()) {
            throw new IllegalArgumentException("booter.easyagent/certificate and /key go together: give both or none");
        }
        if (certificate.isEmpty() && !clients.isEmpty()) {
            throw new IllegalArgumentException(
                    "booter.easyagent/clientAuthorities asks for client certificates, which needs /certificate and /key");
        }
    }

    /** Creates settings for a key without a password. */
    Tls(String certificate, String key, String clients) {
        this(certificate, key, "", clients);
    }

    boolean wanted() {
        return !certificate.isEmpty();
    }

    /**
     * Returns a context that uses the current files for each connection.
     *
     * @throws IllegalArgumentException naming the setting of a faulty file
     */
    SslContext context() {
        try {
            return new RenewedSslContext(new RenewedTls<>(USER, files(), this::context));
        } catch (TlsException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private TlsFiles files() {
        var keyFile = TlsFile.of(USER + "/key", key, keyPasswordFile);
        return TlsFiles.of(
                TlsFile.of(USER + "/clientAuthorities", clients),
                // A key store has its certificates behind the password too.
                new TlsFile(USER + "/certificate", certificate, keyFile.passwordSetting(), keyPasswordFile),
                keyFile);
    }

    /** Builds the JDK's context: no native libraries are included. */
    private SslContext context(TlsMaterial material) {
        var builder = SslContextBuilder.forServer(material.keyManagers()[0]);
        if (material.authorities() != null) {
            builder.trustManager(material.trustManagers()[0]).clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java runtime has no TLS: " + e.getMessage(), e);
        }
    }
}
