package org.bootagent.easyagent.testing;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Calls of the stream with messages as bytes. */
final class Wire {
    static final String SERVICE = "proto.EasyAgentService";

    static final MethodDescriptor<ByteString, ByteString> REGISTER = method("registerSidecar", MethodType.UNARY);
    static final MethodDescriptor<ByteString, ByteString> LISTEN =
            method("readyForControl", MethodType.SERVER_STREAMING);
    static final MethodDescriptor<ByteString, ByteString> REPORT = method("reportEvent", MethodType.UNARY);

    private Wire() {}

    private static MethodDescriptor<ByteString, ByteString> method(String name, MethodType type) {
        return MethodDescriptor.<ByteString, ByteString>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<ByteString> {
        @Override
        public InputStream stream(ByteString value) {
            return value.newInput();
        }

        @Override
        public ByteString parse(InputStream stream) {
            try {
                return ByteString.readFrom(stream);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
