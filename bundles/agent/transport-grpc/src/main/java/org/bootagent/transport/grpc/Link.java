package org.bootagent.transport.grpc;

import static io.grpc.ConnectivityState.READY;
import static io.grpc.ConnectivityState.SHUTDOWN;
import static io.grpc.ConnectivityState.TRANSIENT_FAILURE;

import com.google.protobuf.Timestamp;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.bootagent.api.host.ServerAddress;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc.EasyAgentServiceBlockingStub;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.bootagent.wire.BooterHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one server, until it is lost. Calls block, within the bounds given. */
final class Link implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final Duration LAST_WORD = Duration.ofSeconds(1);
    /** Header that Booter adds to each answer. */
    private static final Metadata.Key<String> BOOTER =
            Metadata.Key.of(BooterHeader.NAME, Metadata.ASCII_STRING_MARSHALLER);

    /** Text that gRPC adds about its own internals. */
    private static final Pattern PIPELINE = Pattern.compile("\\s*Channel Pipeline: \\[[^]]*]");

    private final ServerAddress server;
    private final ManagedChannel channel;
    private final Duration patience;
    private final Clock clock;
    private final AtomicReference<Metadata> headers = new AtomicReference<>();

    Link(ServerAddress server, ManagedChannel channel, Duration patience, Clock clock) {
        this.server = server;
        this.channel = channel;
        this.patience = patience;
        this.clock = clock;
    }

    ServerAddress server() {
        return server;
    }

    /** Returns where the server's packages are: it listens for HTTP at another port, which jobs name. */
    String packages() {
        return "http://" + server.host();
    }

    /** Connects without sending anything, where nothing is to be said. */
    void connect() throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        for (var state = channel.getState(true); state != READY; state = channel.getState(true)) {
            if (state == TRANSIENT_FAILURE || state == SHUTDOWN || !changes(state, end - System.nanoTime())) {
                throw new IOException("no connection within " + patience.toSeconds() + " s");
            }
        }
    }

    private boolean changes(ConnectivityState state, long nanos) throws IOException {
        var changed = new CountDownLatch(1);
        channel.notifyWhenStateChanged(state, changed::countDown);
        try {
            return changed.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        }
    }

    RegisterResponse register(UUID id, RegisterRequest.Builder request) throws IOException {
        var message = request.setHeader(header(id)).build();
        return call(() -> calls().registerSidecar(message), Link::notAdmitted);
    }

    /** Returns whether the last answer came from a Booter. */
    boolean answeredByBooter() {
        var told = headers.get();
        return told != null && told.containsKey(BOOTER);
    }

    /** Sends an event, waits no longer than a moment, and ignores failures. */
    void sendAndForget(UUID id, Event.Builder event) {
        var message = event.setHeader(header(id)).build();
        try {
            var unused = EasyAgentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS)
                    .reportEvent(message);
        } catch (StatusRuntimeException e) {
            LOG.debug("Cannot tell the server that this host agent ends", e);
        }
    }

    EmptyResponse send(UUID id, Event.Builder event) throws IOException {
        var message = event.setHeader(header(id)).build();
        return call(() -> calls().reportEvent(message), Link::refused);
    }

    /** How a stream ends. */
    enum End {
        LOST,
        /** A stream of the same serial number took its place. */
        REPLACED,
        /** An original server already has a stream of this serial number. */
        REFUSED,
        /** An original server does not know this host, or no longer does. */
        UNKNOWN
    }

    /** Hears how a stream ended. */
    @FunctionalInterface
    interface Ended {
        void because(String why, End how);
    }

    /**
     * Begins to receive commands.
     *
     * @param ended called once, with the reason why no more will arrive
     */
    void listen(UUID id, Consumer<ControlResponse> commands, Ended ended) {
        var request = ControlRequest.newBuilder().setHeader(header(id)).build();
        EasyAgentServiceGrpc.newStub(channel).readyForControl(request, new StreamObserver<ControlResponse>() {
            @Override
            public void onNext(ControlResponse command) {
                commands.accept(command);
            }

            @Override
            public void onError(Throwable e) {
                var status = Status.fromThrowable(e);
                ended.because(why(status), end(status));
            }

            @Override
            public void onCompleted() {
                ended.because("the server has ended the stream", End.LOST);
            }
        });
    }

    private static End end(Status status) {
        if (status.getCode() == Status.Code.ABORTED) {
            return End.REPLACED;
        }
        if (!refused(status)) {
            return End.LOST;
        }
        return status.getDescription().contains("already connected") ? End.REFUSED : End.UNKNOWN;
    }

    /** Returns whether the server refused. A server in Go says so of every error of its own. */
    private static boolean refused(Status status) {
        return status.getCode() == Status.Code.UNKNOWN && status.getDescription() != null && status.getCause() == null;
    }

    /** Returns whether a Booter does not admit this host, as opposed to a failed call. */
    private static boolean notAdmitted(Status status) {
        return refused(status)
                || (status.getCode() == Status.Code.PERMISSION_DENIED && status.getDescription() != null);
    }

    private SidecarRequestHeader header(UUID id) {
        var now = clock.instant();
        return SidecarRequestHeader.newBuilder()
                .setId(Ids.bytes(id))
                .setSystime(
                        Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()))
                .build();
    }

    private EasyAgentServiceBlockingStub calls() {
        return EasyAgentServiceGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call, Predicate<Status> refusal) throws IOException {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw refusal.test(e.getStatus())
                    ? new RefusedException(why(e.getStatus()), e.getStatus().getDescription(), e)
                    : new IOException(why(e.getStatus()), e);
        }
    }

    /** Returns the reason. gRPC itself says little; the message of the socket or of TLS is at the end of its causes. */
    private static String why(Status status) {
        var said = status.getDescription() == null
                ? ""
                : ": " + PIPELINE.matcher(status.getDescription()).replaceAll("");
        var root = status.getCause();
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        var cause = root == null || root.getMessage() == null ? "" : " (" + meaning(root) + ")";
        return (status.getCode() + said + cause).replaceAll("\\s*\\R\\s*", " ");
    }

    /** Translates a message of TLS into an operator's words. */
    private static String meaning(Throwable root) {
        String said = root.getMessage();
        if (root instanceof CertificateExpiredException) {
            return "the server's certificate has expired: " + said;
        }
        if (said.contains("valid certification path")) {
            return "no authority that this host trusts has issued the server's certificate: " + said;
        }
        if (said.startsWith("not an SSL/TLS record")) {
            // Its bytes follow.
            return "the server does not speak TLS";
        }
        return said.contains("fatal alert") && said.contains("certificate")
                ? said + "; the server takes no host without a certificate that it trusts: see transport.grpc/keyStore"
                : said;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
