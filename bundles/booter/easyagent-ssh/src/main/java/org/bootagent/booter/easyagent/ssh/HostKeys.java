package org.bootagent.booter.easyagent.ssh;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.config.keys.KeyUtils;

/** Whether a machine is the one it was: its key must stand in the file, or is put there when it is first met. A changed key is never accepted. */
final class HostKeys extends KnownHostsServerKeyVerifier {
    /** Why a session's host key was not accepted. */
    static final AttributeKey<String> REFUSAL = new AttributeKey<>();

    private final Path file;

    HostKeys(Path file, boolean onFirstUse) {
        super(onFirstUse ? AcceptAllServerKeyVerifier.INSTANCE : RejectAllServerKeyVerifier.INSTANCE, file);
        this.file = file;
    }

    @Override
    protected boolean acceptUnknownHostKey(ClientSession session, SocketAddress address, PublicKey key) {
        boolean accepted = super.acceptUnknownHostKey(session, address, key);
        if (!accepted) {
            session.setAttribute(
                    REFUSAL,
                    "its host key " + KeyUtils.getFingerPrint(key) + " is not known; if it is right, add it to " + file
                            + " (ssh-keyscan), or set booter.easyagent.ssh/hostKeys = first-use");
        }
        return accepted;
    }

    @Override
    public boolean acceptModifiedServerKey(
            ClientSession session, SocketAddress address, KnownHostEntry entry, PublicKey expected, PublicKey actual) {
        session.setAttribute(
                REFUSAL,
                "its host key has changed from " + KeyUtils.getFingerPrint(expected) + " to "
                        + KeyUtils.getFingerPrint(actual)
                        + ": somebody may be in between; if it is right, remove its line from "
                        + file);
        return false;
    }
}
