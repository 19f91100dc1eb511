package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.ThrottledLog;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.easyagent.Registered;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.concurrent.Batcher;
import org.bootagent.concurrent.Halving;
import org.bootagent.easyagent.proto.RegisterRequest;
import org.bootagent.easyagent.proto.RegisterResponse;
import org.bootagent.wire.Json;
import org.bootagent.wire.RegisterReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes hosts in that connect. One that gives its version is our own and is answered as over HTTP; one that does not is EasyAgent's own sidecar. */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    /** An original says nothing of itself; its stream does, and Booter notes so three times in this time. */
    private static final int STEP_OF_ORIGINAL = 60;

    private static final int MAX_BATCH = 4096;

    private static final String VERSION_OF_ORIGINAL = "easyagent";
    private static final List<String> ACTIONS_OF_ORIGINAL = List.of(
            "cancel",
            "cancel-agent",
            "configure",
            "exec",
            "rest",
            "script-install",
            "script-uninstall",
            "script-update",
            "start",
            "stop");

    private final FleetServices fleet;
    private final Sessions sessions;
    private final Admit admit;
    private final Batcher<RegistrationCall> calls;
    private final QueueLimit room;
    private final ThrottledLog log = new ThrottledLog(LOG);

    /**
     * @param executor for whatever waits for the database
     * @param room for those that wait to be registered together
     */
    Registration(FleetServices fleet, Sessions sessions, Admit admit, Executor executor, QueueLimit room) {
        this.fleet = fleet;
        this.sessions = sessions;
        this.admit = admit;
        this.room = room;
        this.calls = new Batcher<>(executor, MAX_BATCH, this::register);
    }

    /** Answers later, together with others that register now. @throws FleetException INVALID @throws RejectedExecutionException if the server is stopped */
    void register(RegisterRequest request, StreamPeer caller, StreamObserver<RegisterResponse> reply)
            throws StatusException {
        String agentsn = Ids.text(request.getHeader().getId())
                .orElseThrow(() -> Status.INVALID_ARGUMENT
                        .withDescription("the header has no id; a host registers under the 16 bytes of a UUID")
                        .asException());
        boolean original = request.getVersion().isEmpty();
        var newcomer = new Newcomer(
                host(request, agentsn, original),
                facts(request, agentsn, original),
                admit.allows(caller.from()),
                caller.certificate(),
                caller.address());
        if (!room.take(request)) {
            throw QueueLimit.full().asException();
        }
        calls.add(new RegistrationCall(request, newcomer, caller, reply));
    }

    private void register(List<RegistrationCall> together) {
        try {
            registerOrRefuse(together);
        } catch (Error e) {
            // Those that are answered already do not mind.
            together.forEach(call -> call.refuse(Status.INTERNAL));
            throw e;
        } finally {
            together.forEach(call -> room.give(call.request()));
        }
    }

    private void registerOrRefuse(List<RegistrationCall> together) {
        Halving.forEach(together, this::commit, (call, e) -> {
            LOG.error("host {} could not be registered", call.newcomer().host().agentsn(), e);
            call.refuse(Status.UNAVAILABLE.withDescription("Booter could not register the host; its log says why"));
        });
    }

    private void commit(List<RegistrationCall> together) {
        var registered = fleet.easy()
                .register(together.stream().map(RegistrationCall::newcomer).toList());
        endUnanswered(together, registered);
        for (int i = 0; i < together.size(); i++) {
            answer(together.get(i), registered.get(i));
        }
    }

    /** An original registers once in its life: what its predecessor was doing is not answered any more, and would hold up what comes next. */
    private void endUnanswered(List<RegistrationCall> together, List<Registered> registered) {
        var restarted = IntStream.range(0, together.size())
                .filter(i -> registered.get(i).host() != null)
                .mapToObj(i -> together.get(i).newcomer().sidecar())
                .filter(sidecar -> sidecar.original() && !sessions.connected(sidecar.agentsn()))
                .map(Sidecar::agentsn)
                .toList();
        fleet.delivery()
                .failSent(
                        restarted,
                        ErrorCode.OUTCOME_UNKNOWN.number(),
                        "the sidecar was restarted before it answered: it may or may not have carried out the command");
    }

    private void answer(RegistrationCall call, Registered registered) {
        Status refusal = refusal(call, registered);
        if (refusal != null) {
            call.refuse(refusal);
            return;
        }
        boolean original = call.newcomer().sidecar().original();
        Session session = sessions.register(
                registered.host(),
                original,
                call.caller().certificate(),
                call.caller().from());
        sessions.callBack(session, call.callbacks());
        call.answer(original ? RegisterResponse.getDefaultInstance() : json(registered.reply()));
    }

    /** Returns why a host is refused, and logs it; null if it is registered. */
    private Status refusal(RegistrationCall call, Registered registered) {
        if (registered.knownBy() != null) {
            return knownByAnother(call, registered.knownBy());
        }
        if (registered.full() != null) {
            log.warn("full", "Refusing " + call.described() + ": " + registered.full());
            return Status.RESOURCE_EXHAUSTED.withDescription(registered.full());
        }
        return registered.host() == null ? notAdmitted(call) : null;
    }

    private static Status knownByAnother(RegistrationCall call, String knownBy) {
        String agentsn = call.newcomer().host().agentsn();
        String shown = call.caller().certificate();
        LOG.warn(
                "somebody at {} with {} said to be host {}, which is known by the certificate of {}, and was refused",
                call.caller().from(),
                shown == null ? "no certificate" : "the certificate of " + shown,
                agentsn,
                knownBy);
        return anothers(agentsn, knownBy, call.caller());
    }

    private Status notAdmitted(RegistrationCall call) {
        log.warn("unknown", "Refusing " + call.described() + ", which is not known here");
        String agentsn = call.newcomer().host().agentsn();
        // To an original, as its server does: with its words first.
        boolean original = call.newcomer().sidecar().original();
        Status status = original ? Status.UNKNOWN : Status.PERMISSION_DENIED;
        return status.withDescription((original ? "sql: no rows in result set; " : "") + "host " + agentsn
                + " is not known here and not admitted from "
                // Without the port, or the host would hear something new each time and log it.
                + call.caller().address()
                + ": admit it with GET '/api/v1/deploy/sidecar/install/callback?client_id="
                + agentsn
                + "&install_type=sidecar&install_res=success&msg=b2s%3D', or set booter.easyagent/admit");
    }

    /** The session of a host that calls. @throws StatusException if it is known by another certificate than this caller's */
    Session of(String agentsn, StreamPeer caller) throws StatusException {
        Session known = sessions.find(agentsn);
        Session session = known == null ? recall(agentsn) : known;
        require(session, caller);
        return session;
    }

    static void require(Session session, StreamPeer caller) throws StatusException {
        if (!session.isOf(caller)) {
            throw session.certificate() == null
                    ? Status.FAILED_PRECONDITION
                            .withDescription("host " + session.agentsn() + " did not register with a certificate yet")
                            .asException()
                    : anothers(session.agentsn(), session.certificate(), caller).asException();
        }
    }

    private static Status anothers(String agentsn, String knownBy, StreamPeer caller) {
        return Status.PERMISSION_DENIED.withDescription("host " + agentsn + " is known by the certificate of " + knownBy
                + (caller.certificate() == null ? ", and shows none" : ", not of " + caller.certificate())
                + "; if that is right, remove the host from Booter and let it register again");
    }

    /** A host that is known from before this server was started and did not register since. */
    private Session recall(String agentsn) throws StatusException {
        var host = fleet.hosts().find(agentsn);
        var facts = fleet.easy().sidecars(List.of(agentsn)).get(agentsn);
        if (host.isEmpty() || facts == null) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("host " + agentsn + " is not known here; register first")
                    .asException();
        }
        return sessions.register(
                host.get(), facts.original(), fleet.easy().certificate(agentsn).orElse(null), null);
    }

    private Host host(RegisterRequest request, String agentsn, boolean original) {
        var now = fleet.time().now();
        return new Host(
                agentsn,
                name(request, agentsn),
                original ? VERSION_OF_ORIGINAL : request.getVersion(),
                "",
                original ? STEP_OF_ORIGINAL : 0,
                0,
                original ? ACTIONS_OF_ORIGINAL : List.of(),
                now,
                now);
    }

    private static String name(RegisterRequest request, String agentsn) {
        if (!request.getHost().isBlank()) {
            return request.getHost();
        }
        return request.getLocalIp().isBlank() ? agentsn : request.getLocalIp();
    }

    private static Sidecar facts(RegisterRequest request, String agentsn, boolean original) {
        return new Sidecar(
                agentsn,
                original,
                request.getOsType(),
                request.getOsPlatform(),
                request.getOsVersion(),
                request.getCpuSerial(),
                request.getCpuCores(),
                request.getMemSize(),
                request.getSwapSize(),
                request.getLocalIp(),
                "");
    }

    private static RegisterResponse json(RegisterReply reply) {
        try {
            var bytes = ByteString.copyFrom(Json.MAPPER.writeValueAsBytes(reply));
            return RegisterResponse.newBuilder().setReply(bytes).build();
        } catch (IOException e) {
            throw new IllegalStateException("a reply is not JSON", e);
        }
    }
}
