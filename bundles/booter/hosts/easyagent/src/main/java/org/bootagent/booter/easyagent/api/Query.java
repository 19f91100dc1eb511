package org.bootagent.booter.easyagent.api;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.service.FleetServices;

/** The calls that ask for agents. */
final class Query {
    /** The calls that begin the same operation have other endings. */
    private static final Pattern OTHER_NAMES = Pattern.compile("(Sync)?(WithParam)?$");

    private static final int LOOKED_THROUGH = 100;

    /** How a configuration is read. */
    private static final String READING = "exec";

    private static final Map<String, Function<AgentIdentity, String>> COLUMNS = Map.of(
            "agent_id",
            AgentIdentity::agentId,
            "name",
            AgentIdentity::displayName,
            "deploy_date",
            identity -> identity.created().toString());

    private final FleetServices fleet;
    private final Supplier<UsageSource> usages;

    Query(FleetServices fleet, Supplier<UsageSource> usages) {
        this.fleet = fleet;
        this.usages = usages;
    }

    void addTo(V1Route.Table table) {
        table.get("agent", call -> list(null, call.slice()))
                .get("agent/{id}", this::shape)
                .get("agent/{id}/status", this::status)
                .get("agent/{id}/name", call -> fact(call, "name", AgentIdentity::displayName))
                .get("agent/{id}/sid", call -> fact(call, "sidecar_id", AgentIdentity::agentsn))
                .get("agent/{id}/events", this::events)
                .get("agent/{id}/progress", this::progress)
                .get("agent/{id}/{op}/progress", this::progress);
    }

    /** Lists the agents of one host in the original's order; none if the host is not known. */
    Object ofHost(V1Call call) throws V1Exception {
        String host = call.pathId("sidecar_id", "uuid: incorrect UUID length: ");
        return call.hasPage()
                ? list(host, call.slice())
                : shapes(Rows.of(call)
                        .read(
                                slice -> fleet.easy()
                                        .agents(host, slice, fleet.time().now()),
                                COLUMNS));
    }

    private Map<String, Object> list(String agentsn, Slice slice) {
        return shapes(fleet.easy().agents(agentsn, slice, fleet.time().now()));
    }

    private Map<String, Object> shapes(Page<AgentIdentity> page) {
        var online = new HashMap<String, Boolean>();
        return Shapes.list(page, identity -> shape(identity, online.computeIfAbsent(identity.agentsn(), this::online)));
    }

    static Optional<HostAgent> reported(FleetServices fleet, AgentIdentity identity) {
        var filter = new AgentFilter(identity.agentsn(), identity.name(), null);
        return fleet.agents().list(filter, new Slice(1, 0)).items().stream().findFirst();
    }

    private AgentIdentity agent(V1Call call) throws V1Exception {
        return fleet.easy().agent(call.id());
    }

    /** One that was removed is still known by what was done with it. */
    static AgentIdentity there(FleetServices fleet, String agentId) throws V1Exception {
        var identity = fleet.easy()
                .find(agentId)
                .orElseThrow(() -> V1Exception.unknown(
                        "no agent has the id " + agentId + "; GET /api/v1/agent lists those there are"));
        if (isGone(fleet, identity)) {
            throw V1Exception.unknown("agent " + identity.agentId() + " is not installed; its progress and"
                    + " events can still be asked for, GET /api/v1/agent lists those there are");
        }
        return identity;
    }

    static boolean isGone(FleetServices fleet, AgentIdentity identity) {
        return identity.removed() && reported(fleet, identity).isEmpty();
    }

    private Map<String, String> fact(V1Call call, String field, Function<AgentIdentity, String> fact)
            throws V1Exception {
        var identity = there(fleet, call.id());
        return Map.of("agent_id", identity.agentId(), field, fact.apply(identity));
    }

    private boolean online(String agentsn) {
        return fleet.hosts()
                .find(agentsn)
                .filter(host -> host.online(fleet.time().now()))
                .isPresent();
    }

    private Object shape(V1Call call) throws V1Exception {
        var identity = there(fleet, call.id());
        return shape(identity, online(identity.agentsn()));
    }

    private Map<String, Object> shape(AgentIdentity identity, boolean online) {
        UsageSource source = usages.get();
        Map<String, Object> usage = source == null ? Map.of() : source.ofAgent(identity);
        return Shapes.agent(identity, reported(fleet, identity).orElse(null), online, usage);
    }

    private Object status(V1Call call) throws V1Exception {
        var identity = there(fleet, call.id());
        String status = Shapes.status(reported(fleet, identity).orElse(null), online(identity.agentsn()));
        return Map.of("agent_id", identity.agentId(), "sidecar_id", identity.agentsn(), "status", status);
    }

    private Object events(V1Call call) throws V1Exception {
        var identity = agent(call);
        var filter = new EventFilter(identity.agentsn(), identity.name(), null, null);
        return Shapes.list(fleet.events().list(filter, call.slice()), event -> Shapes.event(event, identity.agentId()));
    }

    private Object progress(V1Call call) throws V1Exception {
        var identity = agent(call);
        if (!call.hasSeq()) {
            return Shapes.progress(newest(identity, call.segment("op")), identity.agentId());
        }
        var job = fleet.jobs().get(call.seq());
        if (!concerns(job, identity)) {
            throw V1Exception.parameter("operation " + job.seq() + " is not one of agent " + identity.agentId());
        }
        if (!isNamed(job, call.segment("op"))) {
            throw V1Exception.parameter("operation " + job.seq() + " is '" + Shapes.name(job.action()) + "', not '"
                    + call.segment("op") + "'");
        }
        return Shapes.progress(job, identity.agentId());
    }

    /** Returns the newest job of an agent: all jobs that act on it name it, except a cancel. */
    private FleetJob newest(AgentIdentity identity, String op) throws V1Exception {
        var own = new JobFilter(identity.agentsn(), identity.name(), null, null);
        var cancels = new JobFilter(identity.agentsn(), null, "cancel-agent", null);
        return Stream.of(own, cancels)
                .flatMap(filter -> fleet.jobs().list(filter, new Slice(LOOKED_THROUGH, 0)).items().stream())
                .filter(job -> !job.action().equals(READING) && concerns(job, identity) && isNamed(job, op))
                .max(Comparator.comparingLong(FleetJob::seq))
                .orElseThrow(() -> V1Exception.parameter("agent " + identity.agentId() + " has no operation"
                        + (op.isEmpty() ? "" : " '" + op + "'") + " among its newest; give operation_seq"));
    }

    private boolean isNamed(FleetJob job, String op) {
        String asked = OTHER_NAMES.matcher(op).replaceFirst("");
        return asked.isEmpty() || names(job).contains(asked);
    }

    /** Tells whether a job concerns an agent: it names one, or its parameters do. */
    private static boolean concerns(FleetJob job, AgentIdentity identity) {
        String agent = job.name().isEmpty() ? job.parameterTree().path("agent").asText() : job.name();
        return job.agentsn().equals(identity.agentsn()) && agent.equals(identity.name());
    }

    /** The restart of an original is a stop and a start, the last of which is its operation. */
    private Set<String> names(FleetJob job) {
        String name = Shapes.name(job.action());
        boolean restart = Set.of("start", "stop").contains(job.action())
                && Optional.ofNullable(
                                fleet.easy().sidecars(List.of(job.agentsn())).get(job.agentsn()))
                        .filter(Sidecar::original)
                        .isPresent();
        return restart ? Set.of(name, "restart") : Set.of(name);
    }
}
