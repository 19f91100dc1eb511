package org.bootagent.booter.http.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.http.route.Call;
import org.bootagent.booter.http.route.Handler;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;
import org.bootagent.booter.http.route.Reply;
import org.bootagent.booter.http.route.Route;

/** Hosts, agents and events. */
final class FleetResource {
    private final FleetServices fleet;

    FleetResource(FleetServices fleet) {
        this.fleet = fleet;
    }

    List<Route<Handler>> routes() {
        return List.<Route<Handler>>of(
                Route.get("/api/v2/hosts", this::hosts),
                Route.get("/api/v2/hosts/{sn}", this::host),
                Route.delete("/api/v2/hosts/{sn}", this::removeHost),
                Route.get("/api/v2/hosts/{sn}/agents", this::agentsOfHost),
                Route.get("/api/v2/hosts/{sn}/agents/{name}", this::agent),
                Route.get("/api/v2/hosts/{sn}/events", this::eventsOfHost),
                Route.get("/api/v2/agents", this::agents),
                Route.get("/api/v2/events", this::events));
    }

    private Reply hosts(Call call) throws ProblemException {
        var filter = new HostFilter(
                call.query("q").orElse(null),
                call.query("tag").orElse(null),
                call.queryFlag("online").orElse(null));
        var now = fleet.time().now();
        return list("hosts", fleet.hosts().list(filter, slice(call)), host -> view(host, now));
    }

    private Reply host(Call call) {
        return Reply.json(view(fleet.hosts().get(call.path("sn")), fleet.time().now()));
    }

    private Views.HostView view(Host host, Instant now) {
        return Views.of(
                host, fleet.presence().duplicate(host.agentsn()), fleet.hosts().trouble(host.agentsn()), now);
    }

    private Reply removeHost(Call call) {
        fleet.registry().remove(call.caller(), call.path("sn"));
        return Reply.noContent();
    }

    private Reply agents(Call call) throws ProblemException {
        var filter = new AgentFilter(
                null, call.query("name").orElse(null), call.query("status").orElse(null));
        return list("agents", fleet.agents().list(filter, slice(call)), Views::of);
    }

    private Reply agentsOfHost(Call call) throws ProblemException {
        String sn = fleet.hosts().get(call.path("sn")).agentsn();
        return list("agents", fleet.agents().list(AgentFilter.of(sn), slice(call)), Views::of);
    }

    private Reply agent(Call call) throws ProblemException {
        String sn = fleet.hosts().get(call.path("sn")).agentsn();
        String name = call.path("name");
        var agents = fleet.agents().list(new AgentFilter(sn, name, null), new Slice(1, 0));
        var agent = agents.items().stream().findFirst();
        return Reply.json(Views.of(agent.orElseThrow(() -> Problem.notFound("host " + sn + " reported no agent '" + name
                + "'; GET /api/v2/hosts/" + sn + "/agents lists what it has"))));
    }

    private Reply events(Call call) throws ProblemException {
        return events(call, null);
    }

    private Reply eventsOfHost(Call call) throws ProblemException {
        return events(call, fleet.hosts().get(call.path("sn")).agentsn());
    }

    private Reply events(Call call, String sn) throws ProblemException {
        var filter = new EventFilter(
                sn, call.query("agent").orElse(null), call.query("type").orElse(null), since(call));
        return list("events", fleet.events().list(filter, slice(call)), Views::of);
    }

    private static Instant since(Call call) throws ProblemException {
        var text = call.query("since");
        try {
            return text.map(Instant::parse).orElse(null);
        } catch (DateTimeParseException e) {
            throw Problem.badRequest("since must be a time such as 2026-01-31T12:00:00Z, not '" + text.get() + "'");
        }
    }

    static Slice slice(Call call) throws ProblemException {
        return new Slice(
                call.queryInt("limit", Slice.FIRST.limit(), 1, Slice.MAX_LIMIT),
                call.queryInt("offset", 0, 0, Integer.MAX_VALUE));
    }

    static <T, V> Reply list(String name, Page<T> page, Function<T, V> view) {
        return Reply.json(Map.of(name, page.items().stream().map(view).toList(), "total", page.total()));
    }
}
