package org.bootagent.transport.grpc;

import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc.EasyAgentServiceImplBase;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.wire.BooterHeader;

/** A Booter on the generated stubs alone, controlled by the test: it answers, and cuts connections. Original servers are replayed. */
final class StandInServer extends EasyAgentServiceImplBase implements AutoCloseable {
    final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
    final List<ControlRequest> listeners = new CopyOnWriteArrayList<>();
    final List<Event> events = new CopyOnWriteArrayList<>();
    final AtomicInteger cuts = new AtomicInteger();
    final BlockingDeque<Cut> nextCuts = new LinkedBlockingDeque<>();
    /** Statuses with which the next registrations are refused. */
    final BlockingDeque<Status> refusals = new LinkedBlockingDeque<>();

    volatile ByteString welcome = ByteString.EMPTY;
    /** True if its answers say that it is a Booter. */
    volatile boolean signs;

    volatile Function<Event, EmptyResponse> answer = event -> EmptyResponse.getDefaultInstance();
    volatile Function<Event, Boolean> cuttable = event -> true;

    private final List<StreamObserver<ControlResponse>> streams = new CopyOnWriteArrayList<>();
    private final Server server;

    private final class Signature implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<Q, R>(call) {
                        @Override
                        public void sendHeaders(Metadata answer) {
                            if (signs) {
                                answer.put(
                                        Metadata.Key.of(BooterHeader.NAME, Metadata.ASCII_STRING_MARSHALLER),
                                        BooterHeader.VALUE);
                            }
                            super.sendHeaders(answer);
                        }
                    },
                    headers);
        }
    }

    /** Where the connection breaks when an event arrives. */
    enum Cut {
        /** It is not read. */
        BEFORE,
        /** It is read, but the reply is lost. */
        AFTER
    }

    StandInServer() throws IOException {
        this(0, null);
    }

    StandInServer(int port, SslContext tls) throws IOException {
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(this)
                .intercept(new Signature());
        if (tls != null) {
            builder.sslContext(tls);
        }
        server = builder.build().start();
    }

    int port() {
        return server.getPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void registerSidecar(RegisterRequest request, StreamObserver<RegisterResponse> reply) {
        registrations.add(request);
        var refusal = refusals.poll();
        if (refusal != null) {
            reply.onError(refusal.asException());
            return;
        }
        reply.onNext(RegisterResponse.newBuilder().setReply(welcome).build());
        reply.onCompleted();
    }

    @Override
    public void readyForControl(ControlRequest request, StreamObserver<ControlResponse> stream) {
        ((ServerCallStreamObserver<ControlResponse>) stream).setOnCancelHandler(() -> streams.remove(stream));
        streams.add(stream);
        listeners.add(request);
    }

    @Override
    public void reportEvent(Event event, StreamObserver<EmptyResponse> reply) {
        var cut = cuttable.apply(event) ? nextCuts.poll() : null;
        if (cut != Cut.BEFORE) {
            events.add(event);
        }
        if (cut != null) {
            cuts.incrementAndGet();
            cutStreams();
            reply.onError(Status.UNAVAILABLE.withDescription("cut").asException());
            return;
        }
        reply.onNext(answer.apply(event));
        reply.onCompleted();
    }

    /** Sends a command to the host, once its stream is open; a report can arrive before. */
    void command(ControlResponse.Builder command) {
        await().until(this::hasListener);
        streams.get(streams.size() - 1).onNext(command.build());
    }

    boolean hasListener() {
        return !streams.isEmpty();
    }

    void cutStreams() {
        var all = List.copyOf(streams);
        streams.clear();
        all.forEach(stream ->
                stream.onError(Status.UNAVAILABLE.withDescription("cut").asException()));
    }

    @Override
    public void close() {
        server.shutdownNow();
        await().until(server::isTerminated);
    }
}
