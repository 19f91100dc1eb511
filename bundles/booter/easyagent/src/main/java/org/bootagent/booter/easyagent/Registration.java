package org.bootagent.booter.easyagent;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusException;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.fleet.Sidecar;
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

    private static final String VERSION_OF_ORIGINAL = "easyagent";
    private static final List<String> ACTIONS_OF_ORIGINAL = List.of(
            "cancel",
            "cancel-agent",
            "configure",
            "exec",
            "reload",
            "rest",
            "script-install",
            "script-uninstall",
            "script-update",
            "start",
            "stop",
            "upgrade");

    private final Fleet fleet;
    private final Sessions sessions;
    private final Admit admit;

    Registration(Fleet fleet, Sessions sessions, Admit admit) {
        this.fleet = fleet;
        this.sessions = sessions;
        this.admit = admit;
    }

    RegisterResponse register(RegisterRequest request, SocketAddress from) throws StatusException {
        String agentsn = Ids.text(request.getHeader().getId())
                .orElseThrow(() -> Status.INVALID_ARGUMENT
                        .withDescription("the header has no id; a host registers under the 16 bytes of a UUID")
                        .asException());
        Optional<Host> known = fleet.find(agentsn);
        if (known.isEmpty() && !admit.allows(from)) {
            LOG.warn("host {} ({}) at {} is not known here and refused", agentsn, request.getHost(), from);
            throw Status.PERMISSION_DENIED
                    .withDescription("host " + agentsn + " is not known here and not admitted from " + from
                            + ": announce it with POST /api/v1/sidecar/new, or set booter.easyagent/admit")
                    .asException();
        }
        boolean original = request.getVersion().isEmpty();
        var reply = original ? null : reply(request, agentsn, known);
        Host host = fleet.easy().register(host(request, agentsn, known), facts(request, agentsn, original));
        sessions.register(new Session(host, original));
        // One that was only announced has no version yet.
        if (known.map(Host::version).orElse("").isEmpty()) {
            fleet.installed(agentsn, original ? "sidecar" : "bootagent", request.getCallBackList());
        }
        return reply == null ? RegisterResponse.getDefaultInstance() : json(reply);
    }

    /** A host that is known from before this server was started and did not register since. */
    Session recall(String agentsn) throws StatusException {
        var host = fleet.find(agentsn);
        var facts = fleet.easy().sidecars(List.of(agentsn)).get(agentsn);
        if (host.isEmpty() || facts == null) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("host " + agentsn + " is not known here; register first")
                    .asException();
        }
        return sessions.register(new Session(host.get(), facts.original()));
    }

    private RegisterReply reply(RegisterRequest request, String agentsn, Optional<Host> known) {
        return known.map(host -> new RegisterReply(0, agentsn, host.tags(), null, step(host)))
                .orElseGet(
                        () -> fleet.register(new org.bootagent.wire.RegisterRequest(name(request, agentsn), agentsn)));
    }

    /** One that was only announced has none of its own yet. */
    private static Integer step(Host known) {
        return known.version().isEmpty() && known.step() > 0 ? known.step() : null;
    }

    private Host host(RegisterRequest request, String agentsn, Optional<Host> known) {
        boolean original = request.getVersion().isEmpty();
        var now = fleet.now();
        Host before = known.orElseGet(() ->
                fleet.find(agentsn).orElse(new Host(agentsn, "", "", "", STEP_OF_ORIGINAL, 0, List.of(), now, now)));
        return new Host(
                agentsn,
                name(request, agentsn),
                original ? VERSION_OF_ORIGINAL : request.getVersion(),
                before.tags(),
                original ? STEP_OF_ORIGINAL : before.step(),
                before.uptime(),
                original ? ACTIONS_OF_ORIGINAL : before.actions(),
                before.firstSeen(),
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
