package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The JDK's own: native libraries for it are not carried along. */
    SslContext context() throws SSLException {
        var builder = SslContextBuilder.forServer(file(certificate), file(key));
        if (!clients.isEmpty()) {
            builder.trustManager(file(clients)).clientAuth(ClientAuth.REQUIRE);
        }
        return GrpcSslContexts.configure(builder, SslProvider.JDK).build();
    }

    private static java.io.File file(String name) {
        Path path = Path.of(name);
        if (!Files.isReadable(path)) {
            throw new IllegalArgumentException(name + " cannot be read; the stream's certificates are PEM files");
        }
        return path.toFile();
    }
}
