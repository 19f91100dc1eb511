package org.bootagent.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A private key and the certificates that prove it.
 *
 * @param chain its own certificate first, then each one's issuer; the root may be left out
 */
public record Credentials(PrivateKey key, List<X509Certificate> chain) {
    /** @throws IllegalArgumentException if the key is not that of the first certificate, or one did not issue the certificate before it */
    public Credentials {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate for the key");
        }
        checkKey(key, chain);
        for (int i = 1; i < chain.size(); i++) {
            var issued = chain.get(i - 1);
            if (!issued.getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new IllegalArgumentException("certificate " + (i + 1) + " (" + name(chain.get(i))
                        + ") is not the issuer of certificate " + i + " (" + name(issued)
                        + "); put the own certificate first, and behind each one its issuer");
            }
        }
    }

    private static void checkKey(PrivateKey key, List<X509Certificate> chain) {
        try {
            if (PrivateKeys.match(key, chain.get(0).getPublicKey())) {
                return;
            }
            for (var other : chain) {
                if (PrivateKeys.match(key, other.getPublicKey())) {
                    throw new IllegalArgumentException("the key is that of certificate " + (chain.indexOf(other) + 1)
                            + " (" + name(other) + "); put this certificate first");
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the key cannot be used: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("the key is not that of the first certificate (" + name(chain.get(0))
                + "); give the two that belong together");
    }

    /** Returns why peers reject the certificate at this time; empty if it is valid. */
    public Optional<String> outOfDate(Instant now) {
        var own = chain.get(0);
        if (own.getNotAfter().toInstant().isBefore(now)) {
            return Optional.of("the certificate " + name(own) + " has expired on "
                    + own.getNotAfter().toInstant() + "; replace it, it is read again by itself");
        }
        if (own.getNotBefore().toInstant().isAfter(now)) {
            return Optional.of("the certificate " + name(own) + " is not valid before "
                    + own.getNotBefore().toInstant() + "; replace it, or set this machine's clock");
        }
        return Optional.empty();
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
