package org.bootagent.booter.publish.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bootagent.api.host.Redaction;

/** Whom to trust and who we are. */
final class Trust {
    private Trust() {}

    static SSLContext context(HttpConfig config) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keys(config.keyStore(), Secrets.read(config.keyStorePasswordFile())),
                    authorities(config.caFile()),
                    null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "the certificates for " + Redaction.urls(config.url()) + " cannot be used: " + e, e);
        }
    }

    private static TrustManager[] authorities(String file) throws IOException, GeneralSecurityException {
        if (file.isEmpty()) {
            return null;
        }
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(Path.of(file))) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
        }
        if (store.size() == 0) {
            throw new IOException(file + " has no certificate in it");
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(String file, String password) throws IOException, GeneralSecurityException {
        if (file.isEmpty()) {
            return null;
        }
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(Path.of(file))) {
            store.load(in, password.toCharArray());
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        return factory.getKeyManagers();
    }
}
