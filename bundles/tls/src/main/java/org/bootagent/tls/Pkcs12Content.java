package org.bootagent.tls;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Keys and certificates in a PKCS12 key store. */
final class Pkcs12Content implements Content {
    private static final byte[] JKS = {(byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed};

    private final char[] password;
    private final KeyStore store;

    Pkcs12Content(byte[] bytes, char[] password) throws BadContentException {
        this.password = password;
        refuseOtherFormats(bytes);
        try {
            this.store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
        } catch (IOException | GeneralSecurityException e) {
            throw new BadContentException("cannot be read as a PKCS12 key store: " + why(e), e);
        }
    }

    private static void refuseOtherFormats(byte[] bytes) throws BadContentException {
        if (bytes.length > JKS.length && Arrays.equals(bytes, 0, JKS.length, JKS, 0, JKS.length)) {
            throw new BadContentException("is a key store of Java's old kind, JKS; convert it"
                    + " (keytool -importkeystore -srckeystore OLD -destkeystore NEW -deststoretype PKCS12)");
        }
        if (bytes[0] != Der.SEQUENCE) {
            throw new BadContentException("is neither PEM nor a PKCS12 key store; put one of them there");
        }
        switch (first(bytes)) {
            case CERTIFICATE ->
                throw new BadContentException("looks like a certificate in DER; convert it to PEM"
                        + " (openssl x509 -inform DER -in OLD -out NEW)");
            case KEY ->
                throw new BadContentException("looks like a key in DER; convert it to PEM"
                        + " (openssl pkcs8 -topk8 -nocrypt -inform DER -in OLD -out NEW)");
            default -> {
                // It may be a key store.
            }
        }
    }

    private enum First {
        CERTIFICATE,
        KEY,
        OTHER
    }

    /** Returns the kind of the first inner element: a key store begins with version 3, a key with 0 or 1. */
    private static First first(byte[] bytes) throws BadContentException {
        try {
            var parts = new Der(new Der(bytes).next());
            if (parts.tag() == Der.SEQUENCE) {
                return First.CERTIFICATE;
            }
            boolean number = parts.tag() == Der.INTEGER;
            byte[] version = parts.next();
            return number && version.length == 1 && version[0] < 3 ? First.KEY : First.OTHER;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BadContentException("is cut short; copy it anew", e);
        }
    }

    private String why(Exception e) {
        if (e.getCause() instanceof UnrecoverableKeyException) {
            return password.length == 0
                    ? "it has a password, and no file with it is set"
                    : "its password is another one; correct the file with the password";
        }
        if (e instanceof EOFException) {
            return "it is cut short; copy it anew";
        }
        String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return "it is damaged (" + what + "); copy it anew";
    }

    @Override
    public List<X509Certificate> authorities() throws BadContentException {
        try {
            var certificates = new ArrayList<X509Certificate>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getCertificate(alias) instanceof X509Certificate certificate) {
                    certificates.add(certificate);
                }
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new BadContentException("cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public List<X509Certificate> chain() throws BadContentException {
        return only().chain();
    }

    @Override
    public PrivateKey key() throws BadContentException {
        return only().key();
    }

    private Credentials only() throws BadContentException {
        var all = credentials();
        if (all.size() > 1) {
            throw new BadContentException("holds " + all.size() + " keys; keep the one to use");
        }
        return all.get(0);
    }

    @Override
    public List<Credentials> credentials() throws BadContentException {
        var all = new ArrayList<Credentials>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    all.add(entry(alias));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new BadContentException("cannot be read: " + e.getMessage(), e);
        }
        if (all.isEmpty()) {
            throw new BadContentException("holds no private key; export certificate and key together into it");
        }
        return all;
    }

    private Credentials entry(String alias) throws GeneralSecurityException, BadContentException {
        try {
            Certificate[] chain = store.getCertificateChain(alias);
            if (!(store.getKey(alias, password) instanceof PrivateKey key) || chain == null) {
                throw new BadContentException("entry '" + alias + "' is no private key with its certificate");
            }
            return new Credentials(
                    key, Arrays.stream(chain).map(X509Certificate.class::cast).toList());
        } catch (UnrecoverableKeyException e) {
            throw new BadContentException(
                    "entry '" + alias + "' has a password of its own; give it that of the key store", e);
        } catch (IllegalArgumentException e) {
            throw new BadContentException("entry '" + alias + "': " + e.getMessage(), e);
        }
    }
}
