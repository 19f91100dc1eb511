package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;

/** Shows the fleet in the form that EasyAgent's programs read. */
final class Shapes {
    /** The empty value of a field that an operation has at its end. Java's null would leave it out. */
    private static final Object NOT_YET = NullNode.getInstance();

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

    private Shapes() {}

    static <T> Map<String, Object> list(Page<T> page, Function<T, Object> shape) {
        return Map.of("list", page.items().stream().map(shape).toList(), "total", page.total());
    }

    static Map<String, Object> operation(String agentId, FleetJob job) {
        var data = new LinkedHashMap<String, Object>();
        data.put("agent_id", agentId);
        data.put("operation_seq", job.seq());
        return data;
    }

    /** @param message what the command's script has written, or why it failed */
    static Map<String, Object> result(String agentId, FleetJob job, String message) {
        var data = operation(agentId, job);
        if (job.status().finished()) {
            data.put("result", new OperationResult(job.seq(), agentId, job.status() != JobStatus.DONE, message));
        }
        return data;
    }

    /** @param agentId of the agent that it ran in, or the nil UUID */
    static Map<String, Object> response(String agentId, FleetJob job, String response) {
        var data = new LinkedHashMap<String, Object>();
        data.put("operation_seq", job.seq());
        if (job.status().finished()) {
            data.put("result", new ScriptResult(job.seq(), job.status() != JobStatus.DONE, response, agentId));
        }
        data.put("sidecar_id", job.agentsn());
        return data;
    }

    /** The result for an agent that is not known any more. */
    static Map<String, Object> gone(String agentId) {
        var data = new LinkedHashMap<String, Object>();
        data.put("agent_id", agentId);
        data.put("operation_seq", -1);
        data.put("result", new OperationResult(null, null, null, "agent already uninstall"));
        return data;
    }

    static Map<String, Object> progress(FleetJob job, String agentId) {
        var data = new LinkedHashMap<String, Object>();
        data.put("operation_seq", job.seq());
        data.put("op_time", job.created());
        data.put("op_name", name(job.action()));
        data.put("progress", done(job));
        data.put("op_result", job.status().finished() ? (job.status() == JobStatus.DONE ? 0 : 1) : NOT_YET);
        data.put("ret_msg", job.message());
        data.put("msg", job.status().finished() ? job.message() : job.progress().message());
        data.put("finish_time", job.finished() == null ? NOT_YET : job.finished());
        data.put("ts", job.finished() == null ? job.created() : job.finished());
        data.put("collector_id", job.agentsn());
        data.put("agent_id", agentId);
        return data;
    }

    /** However it ended: whoever waits for the end looks at this. */
    private static double done(FleetJob job) {
        return job.status().finished() ? 1 : job.progress().done();
    }

    /** Returns the status of an agent; unknown if its host is away or does not report it. */
    static String status(HostAgent reported, boolean online) {
        return reported == null || !online ? "unknown" : reported.status();
    }

    static Map<String, Object> agent(
            AgentIdentity identity, HostAgent reported, boolean online, Map<String, Object> usage) {
        var data = new LinkedHashMap<String, Object>();
        data.put("id", identity.agentId());
        data.put("agent_id", identity.agentId());
        data.put("name", identity.displayName());
        data.put("agent_name", identity.name());
        data.put("sidecar_id", identity.agentsn());
        data.put("collector_id", identity.agentsn());
        data.put("binaryPath", identity.binaryPath());
        data.put("configurationPath", identity.configurationPath());
        data.put("deploy_date", identity.created());
        data.put("status", status(reported, online));
        if (reported != null) {
            data.put("version", reported.version());
            data.put("pid", reported.pid());
            data.put("uptime", reported.uptime());
            data.put("reason", reported.reason());
            data.put("last_update_date", reported.changed());
        }
        data.putAll(usage);
        return data;
    }

    static Map<String, Object> sidecar(Host host, Sidecar facts, Instant now, Map<String, Object> usage) {
        var data = new LinkedHashMap<String, Object>();
        data.put("id", host.agentsn());
        data.put("sidecar_id", host.agentsn());
        data.put("name", facts.displayName().isEmpty() ? host.hostname() : facts.displayName());
        data.put("host", host.hostname());
        // An original has told none.
        data.put("version", facts.original() ? "" : host.version());
        data.put("os", facts.osType());
        data.put("auto-deploy", false);
        data.put("auto-update", false);
        data.put("status", host.online(now) ? "online" : "offline");
        data.put("online", host.online(now));
        data.put("os_type", facts.osType());
        data.put("os_platform", facts.osPlatform());
        data.put("os_version", facts.osVersion());
        data.put("cpu_serial", facts.cpuSerial());
        data.put("cpu_cores", facts.cpuCores());
        data.put("mem_size", facts.memSize());
        data.put("swap_size", facts.swapSize());
        data.put("local_ip", facts.localIp());
        data.put("deploy_date", host.firstSeen());
        data.put("last_update_date", LOCAL.format(host.lastSeen()));
        data.putAll(usage);
        // A host's is in percent here, with two decimals.
        data.computeIfPresent("cpu_usage", (name, part) -> Math.round(((Number) part).doubleValue() * 10_000) / 100.0);
        return data;
    }

    static Map<String, Object> event(FleetEvent event, String agentId) {
        return Map.of(
                "id", event.id(),
                "agent_id", agentId,
                "sidecar_id", event.agentsn(),
                "event", event.type(),
                "detail", event.detail(),
                "time", event.time());
    }

    /** Returns EasyAgent's name for an action. */
    static String name(String action) {
        return switch (action) {
            case "script-install" -> "install";
            case "script-uninstall" -> "uninstall";
            case "script-update" -> "update";
            case "configure" -> "config";
            case "cancel-agent" -> "cancel";
            default -> action;
        };
    }
}
