package org.bootagent.transport.grpc;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.security.cert.CertificateExpiredException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

/** The connection to one server, for one life of it. Calls block, for as long as a server is given. */
final class Link implements AutoCloseable {
    /** What gRPC adds of its own inside. */
    private static final Pattern PIPELINE = Pattern.compile("\\s*Channel Pipeline: \\[[^]]*]");

    private final ServerAddress server;
    private final ManagedChannel channel;
    private final Duration patience;
    private final Clock clock;

    Link(ServerAddress server, ManagedChannel channel, Duration patience, Clock clock) {
        this.server = server;
        this.channel = channel;
        this.patience = patience;
        this.clock = clock;
    }

    ServerAddress server() {
        return server;
    }

    RegisterResponse register(UUID id, RegisterRequest.Builder request) throws IOException {
        var message = request.setHeader(header(id)).build();
        return call(() -> calls().registerSidecar(message));
    }

    EmptyResponse send(UUID id, Event.Builder event) throws IOException {
        var message = event.setHeader(header(id)).build();
        return call(() -> calls().reportEvent(message));
    }

    /** What becomes of a stream in the end. */
    @FunctionalInterface
    interface Ended {
        /** @param replaced by a stream of the same serial number */
        void because(String why, boolean replaced);
    }

    /**
     * Has commands arrive.
     *
     * @param ended is told once why there will be no more
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
                ended.because(why(status), status.getCode() == Status.Code.ABORTED);
            }

            @Override
            public void onCompleted() {
                ended.because("the server has ended the stream", false);
            }
        });
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
                .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static <T> T call(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw new IOException(why(e.getStatus()), e);
        }
    }

    /** gRPC says little itself; what the socket, or TLS, said stands at the end of its causes. */
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

    /** What TLS says in its own words, in an operator's. */
    private static String meaning(Throwable root) {
        String said = root.getMessage();
        if (root instanceof CertificateExpiredException) {
            return "the server's certificate has expired: " + said;
        }
        if (said.contains("valid certification path")) {
            return "no authority that this host trusts has issued the server's certificate: " + said;
        }
        if (said.startsWith("not an SSL/TLS record")) {
            // What follows are its bytes.
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
