package org.bootagent.booter.easyagent.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.sshd.client.config.hosts.KnownHostHashValue;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/**
 * A line of known_hosts. A line with a truncated key or an unknown type still shows that its host was met.
 *
 * @param hosts patterns with commas between them, or a hash
 * @param key in Base64
 */
record KnownHost(Marker marker, String hosts, String type, String key) {
    enum Marker {
        NONE(""),
        REVOKED("@revoked"),
        AUTHORITY("@cert-authority");

        private final String text;

        Marker(String text) {
            this.text = text;
        }
    }

    /** Reads a line; empty for a line of no host and, as in OpenSSH, for an unknown marker. */
    static Optional<KnownHost> read(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        String[] words = (text.startsWith("@") ? text : " " + text).split("\\s+");
        String[] fields = Arrays.copyOf(words, 4);
        return Arrays.stream(Marker.values())
                .filter(marker -> marker.text.equals(fields[0]))
                .findFirst()
                .map(marker -> new KnownHost(marker, or(fields[1]), or(fields[2]), or(fields[3])));
    }

    private static String or(String word) {
        return word == null ? "" : word;
    }

    /** Returns whether the line is about the host. A key revoked without a port is revoked on every port. */
    boolean isOf(KnownHosts.Host host) {
        return names(host) || (marker == Marker.REVOKED && names(new KnownHosts.Host(host.name(), 22)));
    }

    private boolean names(KnownHosts.Host host) {
        return hosts.startsWith("|") ? isHashOf(host) : isPatternOf(host.toString());
    }

    private boolean isHashOf(KnownHosts.Host host) {
        try {
            return KnownHostHashValue.parse(hosts).isHostMatch(host.name(), host.port());
        } catch (RuntimeException e) {
            // No hash that is of any host.
            return false;
        }
    }

    private boolean isPatternOf(String host) {
        boolean found = false;
        for (String pattern : hosts.split(",", -1)) {
            boolean not = pattern.startsWith("!");
            if (matches(not ? pattern.substring(1) : pattern, host)) {
                if (not) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean matches(String pattern, String host) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(host).matches();
    }

    boolean has(PublicKey other) {
        return PublicKeyEntry.toString(other).equals(type + " " + key);
    }

    /** @param algorithm of a signature, or a type: keys of ssh-rsa sign with three algorithms */
    boolean isOfType(String algorithm) {
        return type.equals(KeyUtils.getCanonicalKeyType(algorithm));
    }

    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(key));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (IllegalArgumentException e) {
            return "what cannot be read";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
