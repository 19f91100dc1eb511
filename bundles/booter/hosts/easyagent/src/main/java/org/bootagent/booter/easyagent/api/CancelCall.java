package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.Json;

/** Takes operations on agents back. Of each agent it is said whether its host was asked, or what is kept for it was dropped; what a host made of it is not waited for. */
final class CancelCall {
    private static final String AWAY = "not found sid";

    private final FleetServices fleet;
    private final Operations operations;

    CancelCall(FleetServices fleet, Operations operations) {
        this.fleet = fleet;
        this.operations = operations;
    }

    void addTo(V1Route.Table table) {
        table.post("agent/cancelOperation", this::cancel);
    }

    private Object cancel(V1Call call) throws V1Exception {
        JsonNode agents = agents(call);
        var seqs = new ArrayList<Long>();
        var results = new LinkedHashMap<String, String>();
        for (var host : agents.properties()) {
            for (JsonNode id : host.getValue()) {
                if (!results.containsKey(id.textValue())) {
                    results.put(id.textValue(), cancel(call.caller(), host.getKey(), id.textValue(), seqs));
                }
            }
        }
        var data = new LinkedHashMap<String, Object>();
        data.put("agents", agents);
        data.put("operation_seq", seqs.isEmpty() ? Json.MAPPER.nullNode() : seqs);
        data.put("result", results);
        return data;
    }

    /** @param seqs takes the number of the operation if there is one */
    private String cancel(Caller by, String sidecar, String id, List<Long> seqs) {
        Optional<Host> host = fleet.hosts().find(sidecar);
        if (host.isEmpty()) {
            return AWAY;
        }
        String sn = host.get().agentsn();
        String agent = nameOn(sn, id);
        if (operations.away(host.get()).isPresent()) {
            return !agent.isEmpty() && takeBack(by, sn, agent) ? "ok" : AWAY;
        }
        if (agent.isEmpty()) {
            return "can't find agent, cancel failed";
        }
        String parameters = Json.MAPPER.valueToTree(Map.of("agent", agent)).toString();
        seqs.add(fleet.jobs().enqueue(by, sn, "cancel-agent", "", parameters).seq());
        return "ok";
    }

    /** Returns the name of an agent; its id if it is not known here, as the host may know it from another server; empty if the id is none. */
    private String nameOn(String agentsn, String id) {
        try {
            String agentId = UUID.fromString(id).toString();
            return agentId.equals(ScriptCalls.NIL) ? "" : fleet.easy().nameOn(agentsn, agentId);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Takes back the commands kept for a host that is away. @return whether there was any */
    private boolean takeBack(Caller by, String agentsn, String agent) {
        var kept = new JobFilter(agentsn, agent, null, Set.of(JobStatus.QUEUED));
        var jobs = fleet.jobs().list(kept, new Slice(Slice.MAX_LIMIT, 0)).items();
        return jobs.stream()
                        .filter(job -> fleet.jobs().takeBack(by, job.id()).status() == JobStatus.CANCELLED)
                        .count()
                > 0;
    }

    private static JsonNode agents(V1Call call) throws V1Exception {
        call.requireReadable("param error: ");
        JsonNode agents = call.tree("agents");
        if (agents.isMissingNode() || agents.isNull()) {
            return Json.MAPPER.createObjectNode();
        }
        boolean wellFormed = agents.isObject()
                && agents.properties().stream().map(Map.Entry::getValue).allMatch(ids -> ids.isArray() && texts(ids));
        if (!wellFormed) {
            throw new V1Exception(
                    Code.UNKNOWN,
                    "param error: agents must be an object: the id of a sidecar, and a list of ids of its agents");
        }
        return agents;
    }

    private static boolean texts(JsonNode ids) {
        for (JsonNode id : ids) {
            if (!id.isTextual()) {
                return false;
            }
        }
        return true;
    }
}
