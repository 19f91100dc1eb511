package org.bootagent.booter.easyagent.ssh;

import static org.bootagent.wire.EasyAgentReply.Code.PARAMETER;
import static org.bootagent.wire.EasyAgentReply.Code.UNKNOWN;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** Opens sessions, each for one command. Uses nothing of the account that Booter runs under: no keys, no agent, no configuration. */
final class SshRunner implements AutoCloseable {
    private final SshClient client = SshClient.setUpDefaultClient();
    private final HostKeys hostKeys;
    private final Duration patience;
    private final Duration longestCommand;
    private final int outputHalf;

    /**
     * Result of a command.
     *
     * @param exitCode null if the host did not report one
     * @param exitSignal that ended it, such as {@code TERM}; null if none did or the host did not report it
     */
    record Outcome(Integer exitCode, String exitSignal, String output, boolean truncated) {}

    /** Sets a session's algorithms before they are sent to the host. */
    private static final class InOrder extends SessionFactory {
        InOrder(ClientFactoryManager client) {
            super(client);
        }

        @Override
        protected ClientSessionImpl doCreateSession(IoSession connection) throws Exception {
            ClientSessionImpl session = super.doCreateSession(connection);
            session.setSignatureFactories(session.getConnectionContext().getAttribute(HostKeys.ALGORITHMS));
            return session;
        }
    }

    SshRunner(Path knownHosts, boolean onFirstUse, Duration patience, Duration longestCommand, int outputHalf) {
        this.patience = patience;
        this.longestCommand = longestCommand;
        this.outputHalf = outputHalf;
        this.hostKeys = new HostKeys(new KnownHosts(knownHosts), onFirstUse);
        client.setServerKeyVerifier(hostKeys);
        client.setSessionFactory(new InOrder(client));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
    }

    void check(SshRequest request) throws SshException {
        try (var session = open(request)) {
            session.close(false);
        } catch (IOException e) {
            throw unreachable(request, e);
        }
    }

    Outcome run(SshRequest request) throws SshException {
        try (var session = open(request)) {
            return run(request, session);
        } catch (IOException e) {
            throw unreachable(request, e);
        }
    }

    private Outcome run(SshRequest request, ClientSession session) throws IOException, SshException {
        var output = new HeadAndTail(outputHalf);
        try (ChannelExec channel = session.createExecChannel(request.command())) {
            channel.setOut(output);
            channel.setErr(output);
            channel.open().verify(patience);
            var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), longestCommand);
            if (events.contains(ClientChannelEvent.TIMEOUT)) {
                channel.close(true);
                throw new SshException(
                        UNKNOWN,
                        "the command on " + request + " did not end within " + longestCommand.toSeconds()
                                + " s and was left; its output so far: " + output.text());
            }
            return new Outcome(channel.getExitStatus(), channel.getExitSignal(), output.text(), output.truncated());
        }
    }

    private ClientSession open(SshRequest request) throws SshException {
        List<KeyPair> keys = request.key() == null ? List.of() : keys(request);
        var refusal = new AtomicReference<String>();
        ClientSession session = connect(request, refusal);
        try {
            if (request.password() != null) {
                session.addPasswordIdentity(request.password());
            }
            keys.forEach(session::addPublicKeyIdentity);
            session.auth().verify(patience);
            return session;
        } catch (IOException e) {
            // A server names its version before anything else.
            boolean silent = session.getServerVersion() == null;
            session.close(true);
            throw refusal.get() != null
                    ? untrusted(request, refusal.get(), e)
                    : new SshException(
                            UNKNOWN,
                            request
                                    + (silent ? " does not answer as an SSH server: " : " does not let us in: ")
                                    + why(e),
                            e);
        }
    }

    private static SshException untrusted(SshRequest request, String why, IOException e) {
        return new SshException(UNKNOWN, request + " is not trusted: " + why, e);
    }

    private ClientSession connect(SshRequest request, AtomicReference<String> refusal) throws SshException {
        try {
            return client.connect(request.user(), request.host(), request.port(), context(request, refusal))
                    .verify(patience)
                    .getSession();
        } catch (IOException e) {
            if (refusal.get() != null) {
                throw untrusted(request, refusal.get(), e);
            }
            throw causes(e).anyMatch(SshRunner::isOfTheNetwork)
                    ? unreachable(request, e)
                    // It was reached, and gone again before the client had made a session of it.
                    : new SshException(
                            UNKNOWN,
                            request + " does not answer as an SSH server: it closed the connection at once",
                            e);
        }
    }

    private static boolean isOfTheNetwork(Throwable e) {
        return e instanceof SocketException
                || e instanceof TimeoutException
                || e instanceof UnknownHostException
                || e instanceof UnresolvedAddressException;
    }

    private AttributeRepository context(SshRequest request, AtomicReference<String> refusal) throws SshException {
        var host = new KnownHosts.Host(request.host(), request.port());
        try {
            return AttributeRepository.ofAttributesMap(Map.of(
                    HostKeys.HOST, host,
                    HostKeys.REFUSAL, refusal,
                    HostKeys.ALGORITHMS, hostKeys.inOrder(host, client.getSignatureFactories())));
        } catch (IOException e) {
            throw untrusted(request, e.getMessage(), e);
        }
    }

    private static List<KeyPair> keys(SshRequest request) throws SshException {
        var in = new ByteArrayInputStream(request.key().getBytes(StandardCharsets.UTF_8));
        var keys = new ArrayList<KeyPair>();
        try {
            var read = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName("pk"), in, FilePasswordProvider.EMPTY);
            if (read != null) {
                read.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new SshException(PARAMETER, "pk cannot be read as a private key without a passphrase", e);
        }
        if (keys.isEmpty()) {
            throw new SshException(PARAMETER, "pk has no private key in it, in PEM or OpenSSH's format");
        }
        return keys;
    }

    private SshException unreachable(SshRequest request, IOException e) {
        boolean unknown = causes(e)
                .anyMatch(
                        cause -> cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException);
        String why = unknown ? "no address is known of " + request.host() : why(e);
        return new SshException(UNKNOWN, request + " cannot be reached: " + why, e);
    }

    /** Returns the reason, which is at the root: the library's own message is about its futures. */
    private String why(IOException e) {
        if (causes(e).anyMatch(TimeoutException.class::isInstance)) {
            return "timed out after " + patience.toSeconds() + " s";
        }
        Throwable root = causes(e).reduce((above, cause) -> cause).orElse(e);
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return root instanceof SocketException ? message.toLowerCase(Locale.ROOT) : message;
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause);
    }

    @Override
    public void close() {
        client.stop();
    }
}
