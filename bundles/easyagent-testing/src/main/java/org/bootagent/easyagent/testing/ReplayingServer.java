package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/** A server that sends a host the original's messages, and records the host's, byte by byte. */
public final class ReplayingServer implements AutoCloseable {
    private static final Status CUT = Status.UNAVAILABLE.withDescription("cut");

    private final List<Received> registrations = new CopyOnWriteArrayList<>();
    private final List<Received> listeners = new CopyOnWriteArrayList<>();
    private final List<Received> events = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<ByteString>> streams = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Cut> nextCuts = new LinkedBlockingQueue<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private final Substitution substitution;
    private final Server server;
    private volatile Function<Message, Status> registering = request -> Status.OK;
    private volatile Function<Message, Status> reporting = event -> Status.OK;

    /**
     * A message of a host.
     *
     * @param nanos time of arrival, by {@link System#nanoTime}
     */
    public record Received(Message message, long nanos) {}

    /** Where the connection breaks when an event arrives. */
    public enum Cut {
        /** It is not read. */
        BEFORE,
        /** It is read, but the reply is lost. */
        AFTER
    }

    /** Starts on a free port of this machine. */
    public ReplayingServer() throws IOException {
        this(0, null, new Substitution());
    }

    /** Starts on this port, over TLS if it is not null. */
    public ReplayingServer(int port, SslContext tls, Substitution substitution) throws IOException {
        this.substitution = substitution;
        var builder = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(service());
        if (tls != null) {
            builder.sslContext(tls);
        }
        server = builder.build().start();
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.REGISTER, ServerCalls.asyncUnaryCall(this::register))
                .addMethod(Wire.LISTEN, ServerCalls.asyncServerStreamingCall(this::listen))
                .addMethod(Wire.REPORT, ServerCalls.asyncUnaryCall(this::report))
                .build();
    }

    private void register(ByteString request, StreamObserver<ByteString> reply) {
        Message registration = Message.registration(request);
        registrations.add(new Received(registration, System.nanoTime()));
        answer(reply, registering.apply(registration));
    }

    private void listen(ByteString request, StreamObserver<ByteString> stream) {
        ((ServerCallStreamObserver<ByteString>) stream).setOnCancelHandler(() -> streams.remove(stream));
        streams.add(stream);
        listeners.add(new Received(Message.listening(request), System.nanoTime()));
    }

    private void report(ByteString request, StreamObserver<ByteString> reply) {
        Message event = Message.event(request);
        Cut cut = nextCuts.poll();
        Status status = cut == Cut.BEFORE ? CUT : reporting.apply(event);
        if (status.isOk()) {
            events.add(new Received(event, System.nanoTime()));
        }
        if (cut != null) {
            cut();
        }
        answer(reply, cut == null ? status : CUT);
    }

    private static void answer(StreamObserver<ByteString> reply, Status status) {
        if (status.isOk()) {
            reply.onNext(ByteString.EMPTY);
            reply.onCompleted();
        } else {
            reply.onError(status.asRuntimeException());
        }
    }

    /** Returns its port. */
    public int port() {
        return server.getPort();
    }

    /** Returns its address for a list of servers. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Answers registrations with this status from now on. */
    public void registering(Function<Message, Status> by) {
        registering = by;
    }

    /** Answers events with this status from now on; refused ones are not kept. */
    public void reporting(Function<Message, Status> by) {
        reporting = by;
    }

    /** Sends the command to the host that listens. */
    public void send(Message command) {
        streams.get(streams.size() - 1).onNext(substitution.here(command).bytes());
    }

    /** Returns whether a host has opened the stream. */
    public boolean hasListener() {
        return !streams.isEmpty();
    }

    /** Breaks the connection at the next event for which no cut is set yet. */
    public void cutNext(Cut where) {
        nextCuts.add(where);
    }

    /** Breaks all streams. */
    public void cut() {
        cuts.incrementAndGet();
        end(CUT);
    }

    /** Returns how often it has broken the streams. */
    public int cuts() {
        return cuts.get();
    }

    /** Ends all streams with this status. */
    public void end(Status status) {
        List<StreamObserver<ByteString>> all = List.copyOf(streams);
        streams.removeAll(all);
        all.forEach(stream -> stream.onError(status.asRuntimeException()));
    }

    /** Returns the received registrations. */
    public List<Received> registrations() {
        return registrations;
    }

    /** Returns the received requests for commands. */
    public List<Received> listeners() {
        return listeners;
    }

    /** Returns the accepted events. */
    public List<Received> events() {
        return events;
    }

    /** Returns the accepted events that match. */
    public List<Message> events(Predicate<Message> which) {
        return events.stream().map(Received::message).filter(which).toList();
    }

    /** Returns the event with the number of this command, if it came. */
    public List<Message> answers(long seqno) {
        return events(event -> event.body().knows("seqno") && event.body().number("seqno") == seqno);
    }

    /** Returns the substitution. */
    public Substitution substitution() {
        return substitution;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
