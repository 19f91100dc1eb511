package org.bootagent.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Trusted authorities and own credentials of one end of connections.
 *
 * @param authorities to trust; null: those of the Java runtime
 * @param credentials to show; empty: none
 */
public record TlsMaterial(List<X509Certificate> authorities, List<Credentials> credentials) {
    private static final char[] NO_PASSWORD = new char[0];

    public TlsMaterial {
        authorities = authorities == null ? null : List.copyOf(authorities);
        credentials = List.copyOf(credentials);
    }

    /** Returns the authorities that this Java runtime trusts. */
    public static List<X509Certificate> runtimeAuthorities() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager trusted) {
                    return List.of(trusted.getAcceptedIssuers());
                }
            }
            return List.of();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Builds a context for either end of connections. Clients must verify the host name themselves. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Returns managers of the credentials; null: there are none. */
    public KeyManager[] keyManagers() {
        if (credentials.isEmpty()) {
            return null;
        }
        try {
            var store = emptyStore();
            for (var each : credentials) {
                store.setKeyEntry(
                        Integer.toString(store.size()),
                        each.key(),
                        NO_PASSWORD,
                        each.chain().toArray(Certificate[]::new));
            }
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Returns managers of the authorities; null: those of the Java runtime. */
    public TrustManager[] trustManagers() {
        if (authorities == null) {
            return null;
        }
        try {
            var store = emptyStore();
            for (var authority : authorities) {
                store.setCertificateEntry(Integer.toString(store.size()), authority);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw impossible(e);
        }
    }

    /** Returns why peers reject the credentials at this time; empty if they are valid. */
    public Optional<String> outOfDate(Instant now) {
        return credentials.stream()
                .flatMap(each -> each.outOfDate(now).stream())
                .findFirst();
    }

    /** Creates a key store in memory. */
    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance("JKS");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read here", e);
        }
    }

    private static IllegalStateException impossible(GeneralSecurityException e) {
        return new IllegalStateException("this Java runtime has no TLS: " + e.getMessage(), e);
    }
}
