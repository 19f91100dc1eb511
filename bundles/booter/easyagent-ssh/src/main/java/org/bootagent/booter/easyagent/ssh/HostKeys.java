package org.bootagent.booter.easyagent.ssh;

import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.AUTHORITY;
import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.NONE;
import static org.bootagent.booter.easyagent.ssh.KnownHost.Marker.REVOKED;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;

/**
 * Whether a machine is the one it was: its key must stand in the file, or is put there when it is first met. A changed key is never accepted, and none at all
 * if the file cannot be read, or not be written when it has to be.
 */
final class HostKeys implements ServerKeyVerifier {
    /** Where a session was to go; of the context of its connection. */
    static final AttributeKey<KnownHosts.Host> HOST = new AttributeKey<>();
    /** Why a session's host key was not accepted. */
    static final AttributeKey<String> REFUSAL = new AttributeKey<>();

    private final KnownHosts file;
    private final boolean onFirstUse;

    HostKeys(KnownHosts file, boolean onFirstUse) {
        this.file = file;
        this.onFirstUse = onFirstUse;
    }

    @Override
    public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
        String refusal = refusal(session.getConnectionContext().getAttribute(HOST), key);
        if (refusal != null) {
            session.setAttribute(REFUSAL, refusal);
        }
        return refusal == null;
    }

    /**
     * Of several first contacts at one time, one is the first and the others find its line.
     *
     * @return null: the key is the host's
     */
    synchronized String refusal(KnownHosts.Host host, PublicKey key) {
        List<KnownHost> lines;
        try {
            lines = file.of(host);
        } catch (IOException e) {
            return file + " cannot be read: " + why(e);
        }
        return key instanceof OpenSshCertificate certificate
                ? refusalOfCertificate(host, lines, certificate)
                : refusalOfKey(host, lines, key);
    }

    /** One of an unknown authority counts as the key that it is for, which the host has shown to have. */
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
        return changed(known.get(0), key);
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
