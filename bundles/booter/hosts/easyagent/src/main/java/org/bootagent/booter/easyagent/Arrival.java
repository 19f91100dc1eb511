package org.bootagent.booter.easyagent;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;

/**
 * A host's message on its way into the database, with the pending reply.
 *
 * @param time of its arrival: the host may be gone when it is read
 */
record Arrival(Session session, Event event, StreamObserver<EmptyResponse> reply, Instant time) {
    void done(EmptyResponse answer) {
        try {
            reply.onNext(answer);
            reply.onCompleted();
        } catch (RuntimeException e) {
            // It does not wait any more, and will ask again.
        }
    }

    void refused(Status why) {
        try {
            reply.onError(why.asRuntimeException());
        } catch (RuntimeException e) {
            // It does not wait any more.
        }
    }
}
