package org.bootagent.booter.easyagent;

import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;

/** PEM files as the server reads them: its reader is open to its own kin only. */
abstract class Pem extends SslContext {
    private Pem() {}

    /** @return that of the server comes first */
    static X509Certificate[] certificates(File file) throws GeneralSecurityException {
        return toX509Certificates(file);
    }

    static PrivateKey key(File file) throws GeneralSecurityException, IOException {
        PrivateKey key = toPrivateKey(file, null);
        if (key == null) {
            throw new IOException("there is no key in it");
        }
        return key;
    }

    /** Whether the two are of one pair; no connection would say why it fails if they are not. */
    static boolean match(PrivateKey secret, PublicKey open) throws GeneralSecurityException {
        if (secret instanceof RSAKey own && open instanceof RSAKey shown) {
            return own.getModulus().equals(shown.getModulus());
        }
        if (!secret.getAlgorithm().equals(open.getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(
                switch (secret.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "DSA" -> "SHA256withDSA";
                    default -> secret.getAlgorithm();
                });
        signature.initSign(secret);
        byte[] signed = signature.sign();
        signature.initVerify(open);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Made with a key of another size.
            return false;
        }
    }
}
