package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bootagent.api.packages.PackageReference;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.easyagent.OfferedHostAgents;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.Json;

/** The calls that ask for hosts or act on them. */
final class SidecarCalls {
    private static final Map<String, Function<Host, String>> COLUMNS = Map.of(
            "id",
            Host::agentsn,
            "name",
            Host::hostname,
            "version",
            Host::version,
            "deploy_date",
            host -> host.firstSeen().toString());

    private final OfferedHostAgents offers;
    private final String publicUrl;
    private final FleetServices fleet;
    private final Operations operations;
    private final Query agents;
    private final Supplier<UsageSource> usages;

    /** @param publicUrl how hosts reach this Booter; empty: as the caller does */
    SidecarCalls(
            FleetServices fleet,
            Operations operations,
            Query agents,
            Supplier<UsageSource> usages,
            OfferedHostAgents offers,
            String publicUrl) {
        this.offers = offers;
        this.publicUrl = publicUrl.strip().replaceFirst("/+$", "");
        this.fleet = fleet;
        this.operations = operations;
        this.agents = agents;
        this.usages = usages;
    }

    void addTo(V1Route.Table table) {
        table.get("sidecar", this::list)
                .get("sidecar/{id}", this::sidecar)
                .get("sidecar/{id}/agents", agents::ofHost)
                .get("sidecar/{id}/status", this::status)
                .get("sidecar/{id}/progress", this::progress)
                .post("sidecar/{id}/rename", this::rename)
                .post("sidecar/{id}/control", this::control)
                .post("sidecar/new", this::announce);
    }

    private Object later(FleetJob job) {
        return Map.of("sidecar_id", job.agentsn(), "operation_seq", job.seq());
    }

    private Object list(V1Call call) throws V1Exception {
        Page<Host> page = call.hasPage()
                ? fleet.hosts().list(HostFilter.ALL, call.slice())
                : Rows.of(call).read(slice -> fleet.hosts().list(HostFilter.ALL, slice), COLUMNS);
        var facts =
                fleet.easy().sidecars(page.items().stream().map(Host::agentsn).toList());
        return Shapes.list(
                page, host -> shape(host, facts.getOrDefault(host.agentsn(), Sidecar.unknown(host.agentsn()))));
    }

    private Object sidecar(V1Call call) throws V1Exception {
        String id = call.pathId("sid format err", "uuid: incorrect UUID length: ");
        Host host = fleet.hosts()
                .find(id)
                .orElseThrow(() -> new V1Exception(
                        Code.UNKNOWN,
                        "No such sidecar information which id = " + id
                                + ": sql: no rows in result set; GET /api/v1/sidecar lists those there are"));
        var facts = fleet.easy().sidecars(List.of(host.agentsn()));
        return shape(host, facts.getOrDefault(host.agentsn(), Sidecar.unknown(host.agentsn())));
    }

    private Object shape(Host host, Sidecar facts) {
        UsageSource source = usages.get();
        return Shapes.sidecar(
                host, facts, fleet.time().now(), source == null ? Map.of() : source.ofHost(host.agentsn()));
    }

    private Object status(V1Call call) throws V1Exception {
        Host host = fleet.hosts().get(call.id());
        return Map.of(
                "sidecar_id", host.agentsn(), "status", host.online(fleet.time().now()) ? "online" : "offline");
    }

    private Object progress(V1Call call) throws V1Exception {
        Host host = fleet.hosts().get(call.id());
        var job = fleet.jobs().get(call.seq());
        if (!job.agentsn().equals(host.agentsn())) {
            throw V1Exception.parameter("operation " + job.seq() + " is not one of sidecar " + host.agentsn());
        }
        String agentId = job.name().isEmpty()
                ? ""
                : fleet.easy()
                        .agent(host.agentsn(), job.name(), fleet.time().now())
                        .agentId();
        return Shapes.progress(job, agentId);
    }

    private Object rename(V1Call call) throws V1Exception {
        var named = fleet.easy().rename(call.id(), call.required("name"));
        return Map.of("sidecar_id", named.agentsn(), "name", named.displayName());
    }

    /** To an original goes nothing, as from its own server: nobody knows what it does with such a command. */
    private Object control(V1Call call) throws V1Exception {
        String host = call.host();
        if (fleet.easy().facts(host).original()) {
            return null;
        }
        return switch (call.required("cmd")) {
            case "UPDATE_SIDECAR_CONFIG", "7" ->
                later(operations.ask(call, host, "reload", "", Json.MAPPER.createObjectNode()));
            case "UPDATE_SIDECAR", "6" -> {
                operations.requireThere(call, host);
                yield later(operations.ask(call, host, "upgrade", "BootAgent", offered(call, host)));
            }
            default -> throw V1Exception.parameter("cmd", "cmd must be UPDATE_SIDECAR or UPDATE_SIDECAR_CONFIG");
        };
    }

    /** Returns the package that the call names, else the one offered to hosts of this architecture. EasyAgent's own sidecar upgrades in its own way. */
    private ObjectNode offered(V1Call call, String host) throws V1Exception {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        String version = fleet.hosts().get(host).version();
        if (!call.text("url").isEmpty()) {
            parameters.put("url", call.text("url")).put("checksum", call.required("checksum"));
        } else if (version.startsWith("bootagent-")) {
            var offer = newest(version.substring(version.lastIndexOf('-') + 1));
            String url = publicUrl.isEmpty()
                    ? PackageReference.of(offer.file(), call.port())
                    : publicUrl + "/packages/" + offer.file();
            parameters.put("url", url).put("checksum", "SHA256:" + offer.sha256());
        }
        return parameters;
    }

    private OfferedHostAgents.Offer newest(String arch) throws V1Exception {
        try {
            return offers.newest(arch)
                    .orElseThrow(() -> V1Exception.parameter(
                            "Booter has no package of BootAgent for " + arch + "; push one, bootagent-VERSION-RELEASE."
                                    + arch + ".tar.xz (booterctl push), or give url and checksum"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A host that may come although unknown ones are not admitted. */
    private Object announce(V1Call call) throws V1Exception {
        Host host = fleet.registry()
                .announce(
                        call.caller(),
                        call.required("name"),
                        call.uuid("sidecar_id").orElse(null));
        return host.agentsn();
    }
}
