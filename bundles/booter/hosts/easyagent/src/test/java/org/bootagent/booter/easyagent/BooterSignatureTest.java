package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.bootagent.wire.BooterHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BooterSignatureTest {
    private static final UUID SN = UUID.fromString("33c5b8b4-5a2c-43c5-ab90-96721451b4ec");

    @TempDir
    Path home;

    @Test
    void answersSayThatTheyAreBooters() throws Exception {
        var headers = new AtomicReference<Metadata>();
        try (var booter = new TestBooter(home)) {
            var channel = NettyChannelBuilder.forAddress("localhost", booter.port())
                    .usePlaintext()
                    .build();
            try {
                var reply = EasyAgentServiceGrpc.newBlockingStub(channel)
                        .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                        .registerSidecar(RegisterRequest.newBuilder()
                                .setHeader(SidecarRequestHeader.newBuilder().setId(id()))
                                .setHost("web1")
                                .build());
                assertThat(reply.getReply()).isEmpty();
            } finally {
                channel.shutdownNow();
            }
        }
        assertThat(headers.get().get(Metadata.Key.of(BooterHeader.NAME, Metadata.ASCII_STRING_MARSHALLER)))
                .isEqualTo(BooterHeader.VALUE);
    }

    private static ByteString id() {
        var bytes = ByteBuffer.allocate(16).putLong(SN.getMostSignificantBits()).putLong(SN.getLeastSignificantBits());
        return ByteString.copyFrom(bytes.flip());
    }
}
