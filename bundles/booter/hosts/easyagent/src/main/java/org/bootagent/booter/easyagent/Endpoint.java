package org.bootagent.booter.easyagent;

import com.google.protobuf.MessageLite;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.easyagent.proto.ControlRequest;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.EasyAgentServiceGrpc.EasyAgentServiceImplBase;
import org.bootagent.easyagent.proto.EmptyResponse;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.easyagent.proto.SidecarRequestHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The three calls of EasyAgent's service. They come on the network's own few threads: whatever waits for anything goes elsewhere. */
final class Endpoint extends EasyAgentServiceImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

    private final Sessions sessions;
    private final Registration registration;
    private final Writers writers;
    private final Usages usages;
    private final JobOutputStore outputs;
    private final Executor executor;
    private final QueueLimit aside;

    /** @param aside for calls that wait for the executor */
    Endpoint(
            Sessions sessions,
            Registration registration,
            Writers writers,
            Usages usages,
            JobOutputStore outputs,
            Executor executor,
            QueueLimit aside) {
        this.sessions = sessions;
        this.registration = registration;
        this.writers = writers;
        this.usages = usages;
        this.outputs = outputs;
        this.executor = executor;
        this.aside = aside;
    }

    @Override
    public void registerSidecar(RegisterRequest request, StreamObserver<RegisterResponse> reply) {
        StreamPeer caller = StreamPeer.current();
        aside(request, reply, () -> registration.register(request, caller, reply));
    }

    @Override
    public void readyForControl(ControlRequest request, StreamObserver<ControlResponse> reply) {
        var stream = (ServerCallStreamObserver<ControlResponse>) reply;
        stream.setOnCancelHandler(() -> later(() -> closed(request.getHeader(), stream)));
        StreamPeer caller = StreamPeer.current();
        aside(request, reply, () -> {
            Session session = session(request.getHeader(), caller);
            sessions.open(session, stream, caller.from());
            if (stream.isCancelled()) {
                sessions.closed(session, stream);
            }
        });
    }

    @Override
    public void reportEvent(Event event, StreamObserver<EmptyResponse> reply) {
        StreamPeer caller = StreamPeer.current();
        run(reply, () -> report(event, caller, reply));
    }

    private void report(Event event, StreamPeer caller, StreamObserver<EmptyResponse> reply) throws StatusException {
        var time = sessions.now();
        Session session =
                Ids.text(event.getHeader().getId()).map(sessions::find).orElse(null);
        if (session == null) {
            aside(event, reply, () -> take(new Arrival(session(event.getHeader(), caller), event, reply, time)));
        } else {
            Registration.require(session, caller);
            take(new Arrival(session, event, reply, time));
        }
    }

    private void take(Arrival arrival) {
        switch (arrival.event().getEventType()) {
            case EVT_OS_RESOURCE_USAGES, EVT_PROC_RESOURCE_USAGES, EVT_USAGES -> {
                usages.keep(arrival.session(), arrival.event());
                arrival.done(EmptyResponse.getDefaultInstance());
            }
            case EVT_JOB_OUTPUT -> aside(arrival.event(), arrival.reply(), () -> output(arrival));
            default -> writers.add(arrival);
        }
    }

    private void output(Arrival arrival) throws StatusException {
        var part = arrival.event().getJobOutput();
        try {
            long received = outputs.append(
                    arrival.session().agentsn(),
                    part.getId(),
                    part.getOffset(),
                    part.getData().toByteArray());
            arrival.done(EmptyResponse.newBuilder().setReceived(received).build());
        } catch (IOException e) {
            LOG.warn("output of job {} could not be kept", part.getId(), e);
            throw Status.UNAVAILABLE
                    .withDescription("the output could not be kept: " + e.getMessage())
                    .withCause(e)
                    .asException();
        }
    }

    private void closed(SidecarRequestHeader header, StreamObserver<ControlResponse> stream) {
        Session session = Ids.text(header.getId()).map(sessions::find).orElse(null);
        if (session != null) {
            sessions.closed(session, stream);
        }
    }

    private Session session(SidecarRequestHeader header, StreamPeer caller) throws StatusException {
        return registration.of(
                Ids.text(header.getId())
                        .orElseThrow(() -> Status.INVALID_ARGUMENT
                                .withDescription("the header has no id; register under the 16 bytes of a UUID first")
                                .asException()),
                caller);
    }

    private void later(Runnable work) {
        try {
            executor.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is stopped: nobody minds any more who is connected");
        }
    }

    /** The work of a call that does not run on the network's threads. */
    @FunctionalInterface
    private interface Work {
        void run() throws StatusException;
    }

    private void aside(MessageLite request, StreamObserver<?> reply, Work work) {
        if (!aside.take(request)) {
            reply.onError(QueueLimit.full().asRuntimeException());
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    run(reply, work);
                } finally {
                    aside.give(request);
                }
            });
        } catch (RejectedExecutionException e) {
            aside.give(request);
            reply.onError(Status.UNAVAILABLE
                    .withDescription("the server is stopped")
                    .withCause(e)
                    .asRuntimeException());
        }
    }

    /** The root of a call: it is answered whatever happens. */
    private static void run(StreamObserver<?> reply, Work work) {
        try {
            work.run();
        } catch (StatusException e) {
            reply.onError(e);
        } catch (FleetException | IllegalArgumentException e) {
            reply.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
        } catch (RuntimeException e) {
            LOG.error("a call on the stream failed", e);
            reply.onError(Status.UNAVAILABLE
                    .withDescription("Booter could not do it; its log says why")
                    .asRuntimeException());
        }
    }
}
