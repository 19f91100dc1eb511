package org.bootagent.booter.easyagent.ssh;

import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.AUTHORITY;
import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.NONE;
import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.REVOKED;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.signature.Signature;

/**
 * Verifies host keys. A key must be in the file of known hosts, or is added at the first contact. A changed key is never accepted; no key is if the file cannot
 * be read, or not be written when it has to be.
 */
final class HostKeys implements ServerKeyVerifier {
    /** Target of a session, in the context of its connection. */
    static final AttributeKey<KnownHosts.Host> HOST = new AttributeKey<>();
    /** Signature algorithms offered for the host's key, best first, in the context of the connection. */
    static final AttributeKey<List<NamedFactory<Signature>>> ALGORITHMS = new AttributeKey<>();
    /** Reason for refusing a session's host key. In the context of its connection, because the session may be over before anybody has seen it. */
    static final AttributeKey<AtomicReference<String>> REFUSAL = new AttributeKey<>();

    private final KnownHosts file;
    private final boolean onFirstUse;

    HostKeys(KnownHosts file, boolean onFirstUse) {
        this.file = file;
        this.onFirstUse = onFirstUse;
    }

    /**
     * Puts the algorithms of known keys first. A host has keys of several types and shows that of the first algorithm for which it has one.
     *
     * @throws IOException with a whole message: the file cannot be read
     */
    List<NamedFactory<Signature>> inOrder(KnownHosts.Host host, List<NamedFactory<Signature>> algorithms)
            throws IOException {
        List<KnownHost> lines = lines(host);
        boolean certified = lines.stream().anyMatch(line -> line.marker() == AUTHORITY);
        Predicate<String> first = algorithm -> algorithm.contains("-cert-")
                ? certified
                : lines.stream().anyMatch(line -> line.marker() == NONE && line.isOfType(algorithm));
        // The sort is stable: what is alike stays as the client prefers it.
        return algorithms.stream()
                .sorted(Comparator.comparing(algorithm -> !first.test(algorithm.getName())))
                .toList();
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
        String refusal = refusal(session.getConnectionContext().getAttribute(HOST), key);
        session.getConnectionContext().getAttribute(REFUSAL).set(refusal);
        return refusal == null;
    }

    /**
     * Returns why the key is refused; null if it is the host's. Of several first contacts at once, one adds the key and the others find its line.
     *
     * @return null: the key is the host's
     */
    synchronized String refusal(KnownHosts.Host host, PublicKey key) {
        try {
            List<KnownHost> lines = lines(host);
            return key instanceof OpenSshCertificate certificate
                    ? refusalOfCertificate(host, lines, certificate)
                    : refusalOfKey(host, lines, key);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    private List<KnownHost> lines(KnownHosts.Host host) throws IOException {
        try {
            return file.of(host);
        } catch (IOException e) {
            throw new IOException(file + " cannot be read: " + why(e), e);
        }
    }

    /** Checks a certificate. One of an unknown authority counts as its key, which the host has proved to have. */
    private String refusalOfCertificate(KnownHosts.Host host, List<KnownHost> lines, OpenSshCertificate certificate) {
        PublicKey authority = certificate.getCaPubKey();
        PublicKey key = certificate.getCertPubKey();
        if (stands(lines, REVOKED, authority)) {
            return revoked("the authority of its host key", authority);
        }
        boolean certified = stands(lines, AUTHORITY, authority) && !stands(lines, REVOKED, key);
        return certified ? null : refusalOfKey(host, lines, key);
    }

    private String refusalOfKey(KnownHosts.Host host, List<KnownHost> lines, PublicKey key) {
        List<KnownHost> known =
                lines.stream().filter(line -> line.marker() == NONE).toList();
        if (stands(lines, REVOKED, key)) {
            return revoked("its host key", key);
        }
        if (stands(known, NONE, key)) {
            return null;
        }
        if (known.isEmpty()) {
            return onFirstUse ? refusalToRecord(host, key) : unknown(key);
        }
        String type = KeyUtils.getKeyType(key);
        return known.stream()
                .filter(line -> line.isOfType(type))
                .findFirst()
                .map(line -> changed(line, key))
                .orElseGet(() -> otherType(known, type, key));
    }

    private static boolean stands(List<KnownHost> lines, KnownHost.Marker marker, PublicKey key) {
        return lines.stream().anyMatch(line -> line.marker() == marker && line.has(key));
    }

    private String refusalToRecord(KnownHosts.Host host, PublicKey key) {
        try {
            file.add(host, key);
            return null;
        } catch (IOException e) {
            return "its host key " + KeyUtils.getFingerPrint(key) + " is met for the first time, but " + file
                    + " cannot be written: " + why(e);
        }
    }

    private String unknown(PublicKey key) {
        return "its host key " + KeyUtils.getFingerPrint(key) + " is not known; if it is right, add it to " + file
                + " (ssh-keyscan), or set booter.easyagent.ssh/hostKeys = first-use";
    }

    private String changed(KnownHost known, PublicKey key) {
        return "its host key has changed from " + known.fingerprint() + " to " + KeyUtils.getFingerPrint(key)
                + ": somebody may be in between; if it is right, remove its line from " + file;
    }

    private String otherType(List<KnownHost> known, String type, PublicKey key) {
        var types = known.stream().map(KnownHost::type).collect(Collectors.toCollection(TreeSet::new));
        return "its host key " + KeyUtils.getFingerPrint(key) + " is of type " + type
                + ", of which none is known, only " + String.join(", ", types) + "; if it is right, add it to " + file
                + " (ssh-keyscan)";
    }

    private String revoked(String what, PublicKey key) {
        return what + " " + KeyUtils.getFingerPrint(key) + " is revoked in " + file;
    }

    private static String why(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        return e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    }
}
