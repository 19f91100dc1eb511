package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.GoText;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls that act on agents. */
final class AgentCalls {
    private static final Logger LOG = LoggerFactory.getLogger(AgentCalls.class);
    private static final String INSTALL = "script-install";
    private static final Duration READING = Duration.ofSeconds(20);
    private static final double MOST_CPU = 1;
    private static final double MOST_BYTES = 1L << 50;

    private final FleetServices fleet;
    private final Operations operations;
    private final JobOutputStore outputs;
    private final ResultText written;

    AgentCalls(FleetServices fleet, Operations operations, JobOutputStore outputs, ResultText written) {
        this.fleet = fleet;
        this.operations = operations;
        this.outputs = outputs;
        this.written = written;
    }

    void addTo(V1Route.Table table) {
        table.post("agent/install", later(this::install))
                .post("agent/installSync", now(this::install))
                .post("agent/{id}/uninstall", later(this::uninstall))
                .post("agent/{id}/uninstallSync", this::uninstallNow)
                .post("agent/{id}/update", later(this::update))
                .post("agent/{id}/updateSync", now(this::update))
                .get("agent/{id}/start", later(this::start))
                .get("agent/{id}/startSync", now(this::start))
                .both("agent/{id}/startWithParam", later(this::start))
                .both("agent/{id}/startSyncWithParam", now(this::start))
                .get("agent/{id}/stop", later(this::stop))
                .get("agent/{id}/stopSync", now(this::stop))
                .both("agent/{id}/restart", later(this::restart))
                .both("agent/{id}/restartSync", now(this::restart))
                .get("agent/{id}/config", this::readConfig)
                .post("agent/{id}/config", later(this::configure))
                .post("agent/{id}/configSync", now(this::configure));
    }

    private static V1Route.Handler later(Operation.Begin begin) {
        return call -> {
            var begun = begin.begin(call);
            return Shapes.operation(begun.agentId(), begun.job());
        };
    }

    private V1Route.Handler now(Operation.Begin begin) {
        return call -> operations.now(
                call,
                begin,
                (begun, ended) -> Shapes.result(begun.agentId(), ended, written.text(begun.agentId(), ended)));
    }

    private Operation install(V1Call call) throws V1Exception {
        String host = call.uuid("collectorId")
                .orElseThrow(() -> V1Exception.parameter("collectorId", "collectorId not uuid format: it is missing"));
        call.required("installScript");
        operations.requireThere(call, host);
        ObjectNode parameters = InstallParameters.read(call);
        Duration timeout = InstallParameters.timeout(call, parameters, "installAgent", InstallParameters.USUAL_SCRIPT);
        String name = call.required("name");
        // An agent must not be known whose install cannot be asked for.
        fleet.jobs()
                .check(
                        INSTALL,
                        "agent",
                        parameters.put("agentId", UUID.randomUUID().toString()).toString());
        var identity = fleet.easy()
                .install(
                        host,
                        name,
                        call.text("binaryPath"),
                        call.text("configurationPath"),
                        fleet.time().now());
        parameters.put("agentId", identity.agentId());
        return begin(call, identity, INSTALL, parameters, timeout);
    }

    /** One that is gone already is as it shall be. */
    private Object uninstallNow(V1Call call) throws V1Exception {
        var identity = fleet.easy().find(call.id());
        boolean gone = identity.filter(known -> !Query.isGone(fleet, known)).isEmpty();
        return gone ? Shapes.gone(call.id()) : now(this::uninstall).handle(call);
    }

    /** An agent that came as a package goes as one: it has no script to be removed by. */
    private Operation uninstall(V1Call call) throws V1Exception {
        var identity = Query.there(fleet, call.id());
        boolean packaged = call.text("shellScript").isEmpty()
                && Query.reported(fleet, identity)
                        .filter(agent -> !agent.release().isEmpty())
                        .isPresent();
        return packaged
                ? begin(call, identity, "uninstall", object(), null)
                : scripted(call, identity, "script-uninstall");
    }

    private Operation update(V1Call call) throws V1Exception {
        call.required("shellScript");
        return scripted(call, Query.there(fleet, call.id()), "script-update");
    }

    private Operation scripted(V1Call call, AgentIdentity identity, String action) throws V1Exception {
        ObjectNode parameters = object().put("script", call.text("shellScript"));
        call.words("parameter").forEach(parameters.putArray("args")::add);
        Duration timeout = InstallParameters.timeout(
                call, parameters, action.substring("script-".length()) + "Agent", InstallParameters.USUAL_SCRIPT);
        return begin(call, identity, action, parameters, timeout);
    }

    private Operation start(V1Call call) throws V1Exception {
        var identity = Query.there(fleet, call.id());
        return begin(call, identity, "start", startParameters(call, identity), null);
    }

    /** Describes a start as an original does it: answered as soon as there is a process, refused if there is one already. */
    private ObjectNode startParameters(V1Call call, AgentIdentity identity) throws V1Exception {
        ObjectNode parameters = object().put("settle", 0).put("onlyStopped", true);
        // They are always said, as a start without them means without them.
        ObjectNode limits = parameters.putObject("limits");
        double cpu = call.number("cpuLimit", MOST_CPU);
        double memory = call.number("memLimit", MOST_BYTES);
        if (cpu > 0) {
            int percent = (int) Math.max(1, Math.round(cpu * 100 * cores(identity.agentsn())));
            limits.put("CPU", percent + "%");
        }
        if (memory >= 1) {
            limits.put("memory", String.valueOf((long) memory));
        }
        long net = (long) call.number("netLimit", MOST_BYTES);
        if (net > 0) {
            // EasyAgent's own sidecar may know what to do with it; ours says that it does not.
            parameters.put("netLimit", net);
        }
        Map<String, String> environment = call.map("environment");
        if (!environment.isEmpty()) {
            environment.forEach(parameters.putObject("envs")::put);
        }
        return parameters;
    }

    private int cores(String agentsn) {
        return Math.max(1, fleet.easy().facts(agentsn).cpuCores());
    }

    private Operation stop(V1Call call) throws V1Exception {
        ObjectNode parameters = object();
        switch (call.text("stop_agent_options_type")) {
            case "", "0" -> {}
            case "1" -> parameters.put("recover", true);
            default -> throw V1Exception.parameter("stop_agent_options_type", "stop_agent_options_type must be 0 or 1");
        }
        return begin(call, Query.there(fleet, call.id()), "stop", parameters, null);
    }

    /**
     * Restarts an agent. EasyAgent's own sidecar knows no restart: it gets the start when the stop has ended, however that did. A stop that was sent is always
     * followed by its start, though the caller has gone.
     */
    private Operation restart(V1Call call) throws V1Exception {
        var identity = Query.there(fleet, call.id());
        if (!fleet.easy().facts(identity.agentsn()).original()) {
            return begin(call, identity, "restart", object().put("settle", 0), null);
        }
        FleetJob stop = begin(call, identity, "stop", object(), null).job();
        LOG.debug("operation {} stops agent {} to start it again", stop.seq(), identity.agentId());
        ObjectNode parameters = object();
        if (stop.callerWaits()) {
            parameters.put(FleetJob.CALLER_WAITS, stop.id());
        }
        FleetJob start = begin(call, identity, "start", parameters, null).job();
        return new Operation(identity.agentId(), start, null, stop);
    }

    private Operation configure(V1Call call) throws V1Exception {
        var identity = Query.there(fleet, call.id());
        ObjectNode parameters = object().put("content", call.given("config_content"));
        String path = call.text("config_path").isEmpty() ? identity.configurationPath() : call.text("config_path");
        if (!path.isEmpty()) {
            parameters.put("path", path);
        }
        return begin(call, identity, "configure", parameters, null);
    }

    /** As it is on the host now. A path that is not absolute is the agent's own: see the job {@code configure}. */
    private Object readConfig(V1Call call) throws V1Exception {
        var identity = Query.there(fleet, call.id());
        if (identity.configurationPath().isEmpty()) {
            throw V1Exception.parameter("agent " + identity.agentId()
                    + " was installed without a configurationPath, so nobody knows which file its configuration is");
        }
        return operations.now(call, asked -> reading(asked, identity), (begun, read) -> read(identity, read));
    }

    private Operation reading(V1Call call, AgentIdentity identity) throws V1Exception {
        ObjectNode parameters = object().put("timeout", READING.toSeconds());
        parameters.putArray("command").add("cat").add(identity.configurationPath());
        boolean own = !identity.configurationPath().startsWith("/");
        var job = operations.ask(call, identity.agentsn(), "exec", own ? identity.name() : "", parameters);
        return new Operation(identity.agentId(), job, READING);
    }

    private Object read(AgentIdentity identity, FleetJob read) throws V1Exception {
        if (read.status() != JobStatus.DONE) {
            throw new V1Exception(
                    Code.COMMUNICATION,
                    identity.configurationPath() + " could not be read: " + written.text(identity.agentId(), read));
        }
        long length = length(read);
        if (length > ResultText.MAX_RESPONSE) {
            throw new V1Exception(
                    Code.UNKNOWN,
                    identity.configurationPath() + " has " + length + " bytes, of which none are given: most is "
                            + ResultText.MAX_RESPONSE + "; GET /api/v2/jobs/" + read.id() + "/output has all");
        }
        return Map.of("agent_id", identity.agentId(), "config_content", content(identity, read));
    }

    /** Returns all of a file, where a script's answer would be the beginning and the end. */
    private String content(AgentIdentity identity, FleetJob read) {
        byte[] output = written.all(read);
        return output.length == 0 ? written.text(identity.agentId(), read) : GoText.of(output);
    }

    private long length(FleetJob job) throws V1Exception {
        try {
            return outputs.length(job.id());
        } catch (IOException e) {
            throw new V1Exception(
                    Code.UNKNOWN, "the output of operation " + job.seq() + " cannot be read: " + e.getMessage());
        }
    }

    private Operation begin(V1Call call, AgentIdentity identity, String action, ObjectNode parameters, Duration timeout)
            throws V1Exception {
        var job = operations.ask(call, identity.agentsn(), action, identity.name(), parameters);
        return new Operation(identity.agentId(), job, timeout);
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
