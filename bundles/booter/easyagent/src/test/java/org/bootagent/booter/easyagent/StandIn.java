package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
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
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ExecScriptResponse;
import org.bootagent.easyagent.proto.OperationProgress;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;

/** A sidecar on bare generated stubs, one connection; it does what the test says. */
final class StandIn implements AutoCloseable {
    private static final int PATIENCE = 10;

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

    void progress(ControlResponse command, float done, boolean failed, String message) {
        report(Event.newBuilder()
                .setEventType(EventType.EVT_OP_PROGRESS)
                .setOpProgress(OperationProgress.newBuilder()
                        .setSeqno(command.getSeqno())
                        .setProgress(done)
                        .setFailed(failed)
                        .setMessage(ByteString.copyFromUtf8(message))));
    }

    void answer(ControlResponse command, boolean failed, String response) {
        report(Event.newBuilder()
                .setEventType(EventType.EVT_EXEC_SCRIPT)
                .setExecScriptResponse(ExecScriptResponse.newBuilder()
                        .setSeqno(command.getSeqno())
                        .setFailed(failed)
                        .setResponse(ByteString.copyFromUtf8(response))));
    }

    void error(String agentId, String text) {
        report(Event.newBuilder()
                .setEventType(EventType.EVT_AGENT_ERR)
                .setAgentError(
                        AgentError.newBuilder().setAgentId(id(agentId)).setErrstr(ByteString.copyFromUtf8(text))));
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
