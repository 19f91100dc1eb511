package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingSidecar;

/** A host on bare generated stubs, with one connection; the test controls it, with an original's answers in the recorded form. */
final class StandIn implements AutoCloseable {
    private static final int PATIENCE = 120;

    final String sn;
    final BlockingQueue<ControlResponse> commands = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    List<String> callbacks = List.of();
    private final ManagedChannel channel;
    private final EasyAgentServiceGrpc.EasyAgentServiceBlockingStub calls;

    StandIn(int port, String sn) {
        this(port, sn, null);
    }

    StandIn(int port, String sn, SslContext tls) {
        this.sn = sn;
        var builder = NettyChannelBuilder.forAddress("localhost", port);
        this.channel = (tls == null ? builder.usePlaintext() : builder.sslContext(tls)).build();
        this.calls = EasyAgentServiceGrpc.newBlockingStub(channel);
    }

    RegisterResponse register(String version) {
        return timed().registerSidecar(RegisterRequest.newBuilder()
                .setHeader(header())
                .setOsType("linux")
                .setOsPlatform("debian")
                .setOsVersion("12")
                .setCpuCores(4)
                .setMemSize(1L << 34)
                .setSwapSize(1L << 30)
                .setHost("web1")
                .setLocalIp("10.0.0.7")
                .setVersion(version)
                .addAllCallBack(callbacks)
                .build());
    }

    /** Opens the control stream and reads it on a thread of its own until it ends. */
    StandIn ready() {
        Iterator<ControlResponse> stream = calls.readyForControl(
                ControlRequest.newBuilder().setHeader(header()).build());
        var reader = new Thread(
                () -> {
                    try {
                        stream.forEachRemaining(commands::add);
                        ends.add("OK");
                    } catch (RuntimeException e) {
                        ends.add(String.valueOf(e.getMessage()));
                    }
                },
                "stand-in");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    ControlResponse next() throws InterruptedException {
        ControlResponse command = commands.poll(PATIENCE, TimeUnit.SECONDS);
        if (command == null) {
            throw new AssertionError("no command came");
        }
        return command;
    }

    String end() throws InterruptedException {
        return String.valueOf(ends.poll(PATIENCE, TimeUnit.SECONDS));
    }

    /** Ends the command as the recorded sidecar did, which never sends {@code done}. */
    void progress(ControlResponse command, float done, boolean failed, String message) {
        Message recorded = recorded(failed ? "install-failing-script" : "install-ok-sync");
        Event.Builder event = event(answering(command, recorded, "message", message));
        if (done != 0) {
            event.setOpProgress(event.getOpProgress().toBuilder().setProgress(done));
        }
        report(event);
    }

    void answer(ControlResponse command, boolean failed, String response) {
        Message recorded = recorded(failed ? "exec-exit-3" : "exec-ok");
        report(event(answering(command, recorded, "response", response)));
    }

    void error(String agentId, String text) {
        Message recorded = Fixtures.load().scenario("agent-crashes-until-given-up").stream().stream()
                .filter(frame -> frame.isEvent() && frame.content().bodyName().equals("agentError"))
                .findFirst()
                .orElseThrow()
                .content();
        report(event(recorded.withIds(id -> agentId).withBody(body -> body.withText("errstr", text))));
    }

    private static Message recorded(String scenario) {
        return Fixtures.load().exchanges(scenario).get(0).answer().orElseThrow().content();
    }

    /** Returns the recorded message with the command's answer, or without a text if that is empty. */
    private static Message answering(ControlResponse command, Message recorded, String field, String text) {
        Message here = Message.command(command.toByteString());
        String agent = here.body().knows("agentId") ? here.body().id("agentId") : "";
        return ReplayingSidecar.answering(here, recorded)
                .withIds(id -> agent.isEmpty() ? id : agent)
                .withBody(body -> body.withText(field, text.isEmpty() ? null : text));
    }

    private static Event.Builder event(Message message) {
        try {
            return Event.newBuilder().mergeFrom(message.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(e);
        }
    }

    EmptyResponse report(Event.Builder event) {
        return timed().reportEvent(event.setHeader(header()).build());
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    SidecarRequestHeader header() {
        return SidecarRequestHeader.newBuilder().setId(id(sn)).build();
    }

    private EasyAgentServiceGrpc.EasyAgentServiceBlockingStub timed() {
        return calls.withDeadlineAfter(PATIENCE, TimeUnit.SECONDS);
    }

    private static ByteString id(String text) {
        UUID id = UUID.fromString(text);
        return ByteString.copyFrom(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }
}
