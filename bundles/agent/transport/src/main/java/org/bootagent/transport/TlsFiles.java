package org.bootagent.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Arrays;
import java.util.Collections;
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

    /** @throws IOException naming the setting and the file that is not what it should be */
    public SSLContext context() throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keyManagers(), trustManagers(), null);
        return context;
    }

    private TrustManager[] trustManagers() throws IOException, GeneralSecurityException {
        if (trustStore.isEmpty()) {
            return null;
        }
        char[] password = password("trustStorePasswordFile", trustStorePasswordFile);
        var store = load("trustStore", trustStore, password);
        if (!any(store, alias -> store.getCertificate(alias) != null)) {
            throw new IOException("trustStore: " + trustStore + " holds no certificate of an authority to trust");
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private KeyManager[] keyManagers() throws IOException, GeneralSecurityException {
        if (keyStore.isEmpty()) {
            return null;
        }
        char[] password = password("keyStorePasswordFile", keyStorePasswordFile);
        var store = load("keyStore", keyStore, password);
        if (!any(store, store::isKeyEntry)) {
            throw new IOException("keyStore: " + keyStore + " holds no key");
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        Arrays.fill(password, '\0');
        return factory.getKeyManagers();
    }

    private static KeyStore load(String setting, String file, char[] password)
            throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(Path.of(file))) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (NoSuchFileException e) {
            throw new IOException(setting + ": there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException(
                    setting + ": " + file + " cannot be read as a PKCS12 key store: " + e.getMessage(), e);
        }
    }

    private static char[] password(String setting, String file) throws IOException {
        if (file.isEmpty()) {
            return new char[0];
        }
        try {
            return Files.readString(Path.of(file)).strip().toCharArray();
        } catch (IOException e) {
            throw new IOException(setting + ": " + file + " cannot be read: " + e, e);
        }
    }

    /** What a store says of one of its entries. */
    @FunctionalInterface
    private interface Kind {
        boolean is(String alias) throws KeyStoreException;
    }

    private static boolean any(KeyStore store, Kind kind) throws KeyStoreException {
        for (String alias : Collections.list(store.aliases())) {
            if (kind.is(alias)) {
                return true;
            }
        }
        return false;
    }
}
