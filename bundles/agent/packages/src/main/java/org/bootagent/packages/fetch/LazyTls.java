package org.bootagent.packages.fetch;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.packages.files.JobFault;

/** TLS that is set up with the first connection that needs it: the runtime's authorities take megabytes, and most hosts never fetch over https. */
final class LazyTls implements TlsSocketStrategy {
    private final Path authorities;
    private TlsSocketStrategy tls;
    private FileTime read;

    /** @param authorities PEM file with those that are trusted beside the runtime's own, read again when it has changed; null: none */
    LazyTls(Path authorities) {
        this.authorities = authorities;
    }

    @Override
    public SSLSocket upgrade(Socket socket, String target, int port, Object attachment, HttpContext context)
            throws IOException {
        return tls().upgrade(socket, target, port, attachment, context);
    }

    private synchronized TlsSocketStrategy tls() throws IOException {
        if (authorities == null) {
            tls = tls == null ? DefaultClientTlsStrategy.createSystemDefault() : tls;
            return tls;
        }
        try {
            var now = Files.getLastModifiedTime(authorities);
            if (tls == null || !now.equals(read)) {
                tls = new DefaultClientTlsStrategy(context(authorities));
                read = now;
            }
            return tls;
        } catch (IOException | GeneralSecurityException e) {
            throw new JobFault(ErrorCode.HOST, authorities + " (packages/authorities) cannot be read as PEM: " + e);
        }
    }

    private static SSLContext context(Path authorities) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var all = new ArrayList<>(ofTheRuntime());
        try (var in = Files.newInputStream(authorities)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                all.add((X509Certificate) certificate);
            }
        }
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry(Integer.toString(i), all.get(i));
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static List<X509Certificate> ofTheRuntime() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trusted) {
                return List.of(trusted.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
