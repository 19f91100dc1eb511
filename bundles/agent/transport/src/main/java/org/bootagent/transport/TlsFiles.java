package org.bootagent.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
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
    public SSLContext context() throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("tls: this Java runtime cannot do it: " + why(e), e);
        }
    }

    private TrustManager[] trustManagers() throws IOException {
        if (trustStore.isEmpty()) {
            return null;
        }
        char[] password = password("trustStorePasswordFile", trustStorePasswordFile);
        try {
            var store = load("trustStore", trustStore, password);
            if (!any(store, alias -> store.getCertificate(alias) != null)) {
                throw new IOException("trustStore: " + trustStore
                        + " holds no certificate of an authority to trust; import one with keytool");
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException e) {
            throw unreadable("trustStore", trustStore, e);
        }
    }

    private KeyManager[] keyManagers() throws IOException {
        if (keyStore.isEmpty()) {
            return null;
        }
        char[] password = password("keyStorePasswordFile", keyStorePasswordFile);
        try {
            var store = load("keyStore", keyStore, password);
            if (!any(store, store::isKeyEntry)) {
                throw new IOException(
                        "keyStore: " + keyStore + " holds no key; export certificate and key together into it");
            }
            var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException e) {
            throw unreadable("keyStore", keyStore, e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static KeyStore load(String setting, String file, char[] password)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(Path.of(file))) {
            store.load(in, password);
            return store;
        } catch (NoSuchFileException e) {
            throw new IOException(setting + ": there is no file " + file + "; put it there, or correct the setting", e);
        } catch (IOException e) {
            throw unreadable(setting, file, e);
        }
    }

    private static IOException unreadable(String setting, String file, Exception e) {
        return new IOException(
                "%s: %s cannot be read as a PKCS12 key store: %s; replace it, or correct %sPasswordFile"
                        .formatted(setting, file, why(e), setting),
                e);
    }

    private static char[] password(String setting, String file) throws IOException {
        if (file.isEmpty()) {
            return new char[0];
        }
        try {
            return Files.readString(Path.of(file)).strip().toCharArray();
        } catch (IOException e) {
            throw new IOException(
                    setting + ": " + file + " cannot be read: " + why(e) + "; put it there, or correct the setting", e);
        }
    }

    /** Many of these say nothing, or just a name. */
    private static String why(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read it";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        if (e instanceof EOFException) {
            return "it is cut short, or of another kind, such as PEM";
        }
        return e.getMessage() == null ? "it is damaged (" + e.getClass().getSimpleName() + ")" : e.getMessage();
    }

    /** Test of one entry of a key store. */
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
