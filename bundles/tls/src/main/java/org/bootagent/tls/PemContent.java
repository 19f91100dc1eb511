package org.bootagent.tls;

import java.io.ByteArrayInputStream;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.tls.Pem.Block;

/** Keys and certificates in a PEM file. */
final class PemContent implements Content {
    private final List<Block> blocks;
    private final char[] password;

    PemContent(List<Block> blocks, char[] password) {
        this.blocks = blocks;
        this.password = password;
    }

    @Override
    public List<X509Certificate> authorities() throws BadContentException {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks) {
            if (block.isCertificate()) {
                certificates.add(certificate(block));
            }
        }
        return certificates;
    }

    @Override
    public List<X509Certificate> chain() throws BadContentException {
        var chain = authorities();
        if (chain.isEmpty()) {
            throw new BadContentException("holds no certificate, only " + Pem.describe(blocks) + "; add it");
        }
        return chain;
    }

    @Override
    public PrivateKey key() throws BadContentException {
        var keys = blocks.stream().filter(Block::isKey).toList();
        if (keys.isEmpty()) {
            throw new BadContentException("holds no private key, only " + Pem.describe(blocks) + "; add it");
        }
        if (keys.size() > 1) {
            throw new BadContentException(
                    "holds more than one private key: " + Pem.describe(keys) + "; keep the one to use");
        }
        return key(keys.get(0));
    }

    @Override
    public List<Credentials> credentials() throws BadContentException {
        try {
            return List.of(new Credentials(key(), chain()));
        } catch (IllegalArgumentException e) {
            throw new BadContentException(e.getMessage(), e);
        }
    }

    private static X509Certificate certificate(Block block) throws BadContentException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException e) {
            throw new BadContentException(
                    "the certificate in line " + block.line() + " is damaged: " + e.getMessage()
                            + "; copy the file anew",
                    e);
        }
    }

    private PrivateKey key(Block block) throws BadContentException {
        try {
            if (block.encrypted()) {
                throw new BadContentException("is encrypted in OpenSSL's old way; encrypt it in PKCS #8"
                        + " (openssl pkcs8 -topk8 -in OLD -out NEW), or leave out its password (add -nocrypt)");
            }
            return switch (block.label()) {
                case "PRIVATE KEY" -> PrivateKeys.pkcs8(block.der());
                case "RSA PRIVATE KEY" -> PrivateKeys.pkcs1(block.der());
                case "EC PRIVATE KEY" -> PrivateKeys.sec1(block.der());
                case "ENCRYPTED PRIVATE KEY" -> encrypted(block);
                default ->
                    throw new BadContentException(
                            "is a " + block.label()
                                    + ", which is not read; convert it to PKCS #8 (openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)");
            };
        } catch (BadContentException e) {
            throw new BadContentException("the key in line " + block.line() + ' ' + e.getMessage(), e);
        }
    }

    private PrivateKey encrypted(Block block) throws BadContentException {
        if (password.length == 0) {
            throw new BadContentException("is encrypted, and no file with its password is set");
        }
        return PrivateKeys.encrypted(block.der(), password);
    }
}
