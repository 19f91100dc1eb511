package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A sidecar that replays the original's messages, with its own id, the numbers and agents of its commands, and the present time. It owns no thread. */
public final class ReplayingSidecar implements AutoCloseable {
    /** Id of the recorded host. */
    public static final String RECORDED_ID = "00000000-0000-4000-8000-000000000001";

    private static final int PATIENCE_SECONDS = 120;

    private final ManagedChannel channel;
    private final boolean owned;
    private final String id;
    private final Substitution substitution;
    private final List<Status> lost = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Message> commands = new LinkedBlockingQueue<>();
    private final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();
    private volatile Playbook playbook = Playbook.good();
    private volatile double pace;
    private volatile Duration reopening;
    private volatile boolean listens;
    private volatile boolean closed;

    private ReplayingSidecar(ManagedChannel channel, boolean owned, String id, Substitution substitution) {
        this.channel = channel;
        this.owned = owned;
        this.id = id;
        this.substitution = substitution.put(RECORDED_ID, id);
    }

    /** Creates one with a connection of its own to the server at this port of this machine. */
    public static ReplayingSidecar to(int port, String id) {
        return to(port, id, (SslContext) null);
    }

    /** The same, over TLS if this is not null. */
    public static ReplayingSidecar to(int port, String id, SslContext tls) {
        var builder = NettyChannelBuilder.forAddress("localhost", port);
        var channel = (tls == null ? builder.usePlaintext() : builder.sslContext(tls)).build();
        return new ReplayingSidecar(channel, true, id, new Substitution());
    }

    /** Creates one over a shared connection, which it does not close. */
    public static ReplayingSidecar over(ManagedChannel channel, String id) {
        return new ReplayingSidecar(channel, false, id, new Substitution());
    }

    /** Creates one with the test's own substitution. */
    public static ReplayingSidecar with(int port, String id, Substitution substitution) {
        var channel = NettyChannelBuilder.forAddress("localhost", port).usePlaintext();
        return new ReplayingSidecar(channel.build(), true, id, substitution);
    }

    /** Answers by this playbook from now on. */
    public ReplayingSidecar answering(Playbook by) {
        playbook = by;
        return this;
    }

    /** Takes this much of the recorded time for each answer; 0: none. */
    public ReplayingSidecar pace(double part) {
        pace = part;
        return this;
    }

    /** Opens the stream again, this long after it has ended. */
    public ReplayingSidecar reopening(Duration pause) {
        reopening = pause;
        return this;
    }

    /** Returns whether it has asked for commands and is not closed. */
    public boolean listens() {
        return listens && !closed;
    }

    /** The serial number. */
    public String id() {
        return id;
    }

    /** Registers as the original did. @throws io.grpc.StatusRuntimeException if it is refused */
    public ByteString register() {
        return register(Fixtures.load().scenario("register-and-callback").stream().stream()
                .filter(frame -> frame.is(Frame.Method.REGISTER_SIDECAR, Frame.Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content());
    }

    /** Registers with this message. @throws io.grpc.StatusRuntimeException if it is refused */
    public ByteString register(Message registration) {
        return ClientCalls.blockingUnaryCall(channel, Wire.REGISTER, options(), mine(registration));
    }

    /** Opens the stream of commands, and answers them as they arrive. */
    public ReplayingSidecar listen() {
        Message request = Fixtures.load().scenario("register-and-callback").stream().stream()
                .filter(frame -> frame.is(Frame.Method.READY_FOR_CONTROL, Frame.Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content();
        listens = true;
        ClientCalls.asyncServerStreamingCall(
                channel.newCall(Wire.LISTEN, CallOptions.DEFAULT), mine(request), new Listener());
        return this;
    }

    private final class Listener implements StreamObserver<ByteString> {
        @Override
        public void onNext(ByteString bytes) {
            Message command = Message.command(bytes);
            var exchange = playbook.exchange(command);
            exchange.ifPresent(recorded -> substitution.learn(recorded.command().content(), command));
            commands.add(command);
            exchange.ifPresent(recorded -> later(command, recorded));
        }

        @Override
        public void onError(Throwable error) {
            ended(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            ended(Status.OK);
        }
    }

    private void ended(Status status) {
        ends.add(status);
        if (reopening != null && !closed) {
            CompletableFuture.delayedExecutor(reopening.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::listenUnlessClosed);
        }
    }

    private void listenUnlessClosed() {
        if (!closed) {
            listen();
        }
    }

    private void later(Message command, Exchange recorded) {
        if (recorded.answer().isPresent()) {
            long millis = (long) (recorded.took() * pace);
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(() -> answer(command, recorded));
        }
    }

    /** Answers the command as the recorded one was. */
    public void answer(Message command, Exchange recorded) {
        send(answering(command, recorded.answer().orElseThrow().content()));
    }

    /** Returns the recorded answer with the number of this command. */
    public static Message answering(Message command, Message recorded) {
        long seqno = command.number("seqno");
        return recorded.withNumber("seqno", before -> seqno);
    }

    /** Sends the event without waiting. Failures are in {@link #lost}, because an original sends nothing twice. */
    public void send(Message event) {
        if (!closed) {
            ClientCalls.asyncUnaryCall(channel.newCall(Wire.REPORT, options()), mine(event), new Sent());
        }
    }

    private final class Sent implements StreamObserver<ByteString> {
        @Override
        public void onNext(ByteString reply) {}

        @Override
        public void onError(Throwable error) {
            lost.add(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {}
    }

    /** Sends the event and waits for the reply. @throws io.grpc.StatusRuntimeException if it is refused */
    public ByteString report(Message event) {
        return ClientCalls.blockingUnaryCall(channel, Wire.REPORT, options(), mine(event));
    }

    /** Returns the next command. */
    public Message next() throws InterruptedException {
        Message command = commands.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (command == null) {
            throw new AssertionError("no command came to " + id);
        }
        return command;
    }

    /** Waits for the end of the stream, and returns its status. */
    public Status end() throws InterruptedException {
        Status end = ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (end == null) {
            throw new AssertionError("the stream to " + id + " did not end");
        }
        return end;
    }

    /** Returns the status of the stream's end, or null if it does not end in this time. */
    public Status endWithin(Duration time) {
        try {
            return ends.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the received commands that {@link #next} did not take. */
    public BlockingQueue<Message> commands() {
        return commands;
    }

    /** Returns the statuses of events that the server refused. */
    public List<Status> lost() {
        return lost;
    }

    /** Returns the substitution. */
    public Substitution substitution() {
        return substitution;
    }

    private ByteString mine(Message recorded) {
        return substitution.here(recorded).at(Instant.now()).bytes();
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withWaitForReady().withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Closes its connection abruptly, like a killed process. */
    @Override
    public void close() {
        closed = true;
        if (owned) {
            channel.shutdownNow();
        }
    }
}
