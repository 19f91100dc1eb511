package org.bootagent.booter.easyagent;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;

/**
 * Answers a message that cannot be read. gRPC itself takes that for a fault of the server's, which it logs with its trace: anybody who reaches the port could fill
 * the disk so.
 */
final class UnreadableMessages implements ServerInterceptor {
    private UnreadableMessages() {}

    static ServerServiceDefinition of(ServerServiceDefinition service) {
        var lenient =
                ServerServiceDefinition.builder(service.getServiceDescriptor().getName());
        service.getMethods().forEach(method -> add(lenient, method));
        return ServerInterceptors.intercept(lenient.build(), new UnreadableMessages());
    }

    private static <Q, R> void add(ServerServiceDefinition.Builder service, ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> strict = method.getMethodDescriptor();
        service.addMethod(
                strict.toBuilder(new OrNull<>(strict.getRequestMarshaller()), strict.getResponseMarshaller())
                        .build(),
                method.getServerCallHandler());
    }

    /** Null for what cannot be read. */
    private record OrNull<T>(Marshaller<T> strict) implements Marshaller<T> {
        @Override
        public InputStream stream(T value) {
            return strict.stream(value);
        }

        @Override
        public T parse(InputStream stream) {
            try {
                return strict.parse(stream);
            } catch (StatusRuntimeException e) {
                return null;
            }
        }
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (message == null) {
                    refused = true;
                    call.close(
                            Status.INVALID_ARGUMENT.withDescription("the message is none of "
                                    + call.getMethodDescriptor().getFullMethodName() + ", or is damaged"),
                            new Metadata());
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
