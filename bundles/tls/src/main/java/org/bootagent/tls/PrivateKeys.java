package org.bootagent.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys in the forms that OpenSSL writes. */
final class PrivateKeys {
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS", "DSA");

    private static final byte[] VERSION = {Der.INTEGER, 1, 0};
    private static final byte[] RSA = Der.element(
            Der.SEQUENCE, new byte[] {6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 13, 1, 1, 1, 5, 0});
    private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};
    private static final int EC_PARAMETERS = 0xa0;

    private PrivateKeys() {}

    /** Reads a PKCS #8 key. */
    static PrivateKey pkcs8(byte[] der) throws BadContentException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // It is a key of another algorithm.
            } catch (GeneralSecurityException e) {
                throw new BadContentException("this Java runtime has no " + algorithm + ": " + e.getMessage(), e);
            }
        }
        throw new BadContentException("is damaged, or none of " + String.join(", ", ALGORITHMS));
    }

    /** Reads a bare RSA key, as in PKCS #1. */
    static PrivateKey pkcs1(byte[] der) throws BadContentException {
        return pkcs8(Der.element(Der.SEQUENCE, VERSION, RSA, Der.element(Der.OCTETS, der)));
    }

    /** Reads a bare elliptic-curve key, as in SEC 1. */
    static PrivateKey sec1(byte[] der) throws BadContentException {
        return pkcs8(Der.element(
                Der.SEQUENCE, VERSION, Der.element(Der.SEQUENCE, EC, curve(der)), Der.element(Der.OCTETS, der)));
    }

    private static byte[] curve(byte[] der) throws BadContentException {
        try {
            var parts = new Der(new Der(der).next());
            while (parts.hasNext()) {
                boolean found = parts.tag() == EC_PARAMETERS;
                byte[] part = parts.next();
                if (found) {
                    return part;
                }
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new BadContentException("is damaged: " + e.getMessage(), e);
        }
        throw new BadContentException("does not name its curve");
    }

    /** Reads an encrypted PKCS #8 key. */
    static PrivateKey encrypted(byte[] der, char[] password) throws BadContentException {
        return pkcs8(decrypted(der, password));
    }

    private static byte[] decrypted(byte[] der, char[] password) throws BadContentException {
        EncryptedPrivateKeyInfo info;
        Cipher cipher;
        try {
            info = new EncryptedPrivateKeyInfo(der);
            cipher = cipher(info, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new BadContentException(
                    "is damaged, or encrypted in a way that this Java runtime does not know (" + e.getMessage() + ")",
                    e);
        }
        try {
            return info.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new BadContentException("is not encrypted with this password", e);
        }
    }

    private static Cipher cipher(EncryptedPrivateKeyInfo info, char[] password) throws GeneralSecurityException {
        var parameters = info.getAlgParameters();
        if (parameters == null) {
            throw new GeneralSecurityException("it does not say how");
        }
        // Of PBES2, only the text of its parameters names the cipher.
        String algorithm = "PBES2".equals(info.getAlgName()) || "1.2.840.113549.1.5.13".equals(info.getAlgName())
                ? parameters.toString()
                : info.getAlgName();
        var key = SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password));
        var cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        return cipher;
    }

    /** Returns whether the two keys are a pair; connections would fail without saying why. */
    static boolean match(PrivateKey own, PublicKey shown) throws GeneralSecurityException {
        if (own instanceof RSAKey ownRsa && shown instanceof RSAKey shownRsa) {
            return ownRsa.getModulus().equals(shownRsa.getModulus());
        }
        String algorithm = signature(own.getAlgorithm());
        if (!algorithm.equals(signature(shown.getAlgorithm()))) {
            return false;
        }
        var signature = Signature.getInstance(algorithm);
        signature.initSign(own);
        signature.update(VERSION);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update(VERSION);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Made with a key of another size.
            return false;
        }
    }

    private static String signature(String keys) {
        return switch (keys) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            case "Ed25519", "Ed448" -> "EdDSA";
            default -> keys;
        };
    }
}
