package org.bootagent.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust and who we are, from PKCS12 files. Each password stands in a file of its own, so that it is in no configuration and no process list.
 *
 * @param trustStore certificates of servers' authorities; empty: the Java runtime's own
 * @param keyStore our certificate and key; empty: none is shown
 */
public record TlsFiles(String trustStore, String trustStorePasswordFile, String keyStore, String keyStorePasswordFile) {

    public SSLContext context() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), trustManagers(), null);
        return context;
    }

    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        if (trustStore.isEmpty()) {
            return null;
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(load(trustStore, password(trustStorePasswordFile)));
        return factory.getTrustManagers();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        if (keyStore.isEmpty()) {
            return null;
        }
        char[] password = password(keyStorePasswordFile);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(keyStore, password), password);
        Arrays.fill(password, '\0');
        return factory.getKeyManagers();
    }

    private static KeyStore load(String file, char[] password) throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(Path.of(file))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (IOException e) {
            throw new IOException(file + " cannot be read as a PKCS12 key store: " + e.getMessage(), e);
        }
    }

    private static char[] password(String file) throws IOException {
        return file.isEmpty()
                ? new char[0]
                : Files.readString(Path.of(file)).strip().toCharArray();
    }
}
