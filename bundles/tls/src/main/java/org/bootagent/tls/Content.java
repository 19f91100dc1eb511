package org.bootagent.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Keys and certificates in a file. */
interface Content {
    /** Returns the certificates to trust; empty if there are none. */
    List<X509Certificate> authorities() throws BadContentException;

    /** Returns the certificates to show, in their order. */
    List<X509Certificate> chain() throws BadContentException;

    /** Returns the only key. */
    PrivateKey key() throws BadContentException;

    /** Returns the keys with the certificates that belong to them. */
    List<Credentials> credentials() throws BadContentException;

    /**
     * Reads a file of either format.
     *
     * @param password of its keys; empty: none
     */
    static Content of(byte[] bytes, char[] password) throws BadContentException {
        if (bytes.length == 0) {
            throw new BadContentException("is empty; put it there anew");
        }
        if (Pem.isPem(bytes)) {
            return new PemContent(Pem.blocks(bytes), password);
        }
        return new Pkcs12Content(bytes, password);
    }
}
