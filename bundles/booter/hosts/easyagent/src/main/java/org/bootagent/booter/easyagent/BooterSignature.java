package org.bootagent.booter.easyagent;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.bootagent.wire.BooterHeader;

/** Marks each answer as Booter's: a host of ours that knew an original server here has to register anew. */
final class BooterSignature implements ServerInterceptor {
    private static final Metadata.Key<String> NAME =
            Metadata.Key.of(BooterHeader.NAME, Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void sendHeaders(Metadata answer) {
                        answer.put(NAME, BooterHeader.VALUE);
                        super.sendHeaders(answer);
                    }
                },
                headers);
    }
}
