package org.bootagent.booter.easyagent;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's call to be registered, until it is answered. */
record RegistrationCall(
        RegisterRequest request, Newcomer newcomer, StreamPeer caller, StreamObserver<RegisterResponse> reply) {
    private static final Logger LOG = LoggerFactory.getLogger(RegistrationCall.class);

    /** The most callbacks of one host; they are kept until it is connected. */
    private static final int MOST_CALLBACKS = 4;

    private static final int MAX_CALLBACK = 4096;

    /** Names the host and where it calls from, for the log. */
    String described() {
        Host host = newcomer.host();
        return "host " + host.agentsn() + " (" + host.hostname() + ") at " + caller.from();
    }

    CallbackRequest callbacks() {
        Host host = newcomer.host();
        var named = request.getCallBackList().stream()
                .filter(callback -> callback.length() <= MAX_CALLBACK)
                .limit(MOST_CALLBACKS)
                .toList();
        return new CallbackRequest(
                host.agentsn(), host.hostname(), newcomer.sidecar().localIp(), named);
    }

    void answer(RegisterResponse response) {
        try {
            reply.onNext(response);
            reply.onCompleted();
        } catch (RuntimeException e) {
            LOG.debug(
                    "host {} does not wait any more, and will register again",
                    newcomer.host().agentsn(),
                    e);
        }
    }

    void refuse(Status why) {
        try {
            reply.onError(why.asRuntimeException());
        } catch (RuntimeException e) {
            LOG.debug("host {} does not wait any more", newcomer.host().agentsn(), e);
        }
    }
}
