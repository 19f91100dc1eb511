package org.bootagent.booter.easyagent.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.job.RestPath;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.wire.EasyAgentReply.Code;
import org.bootagent.wire.Json;

/** Scripts that hosts run, and requests that they make. */
final class ScriptCalls {
    static final String NIL = new UUID(0, 0).toString();
    private static final Duration USUAL_REQUEST = Duration.ofMinutes(1);

    private final FleetServices fleet;
    private final Operations operations;
    private final ResultText written;

    ScriptCalls(FleetServices fleet, Operations operations, ResultText written) {
        this.fleet = fleet;
        this.operations = operations;
        this.written = written;
    }

    void addTo(V1Route.Table table) {
        table.post("sidecar/{id}/execscript", call -> {
                    FleetJob job = script(call).job();
                    return Map.of("sidecar_id", job.agentsn(), "operation_seq", job.seq());
                })
                .post("sidecar/{id}/execscriptSync", now(this::script, this::text))
                .post("sidecar/{id}/execscriptOftenSync", now(this::script, this::text))
                .post("sidecar/{id}/execscriptSyncBase64", now(this::script, this::coded))
                .post("sidecar/{id}/execrestSync", now(this::rest, this::coded));
    }

    private V1Route.Handler now(Operation.Begin begin, Operation.Answer answer) {
        return call -> operations.now(call, begin, answer);
    }

    private Object text(Operation begun, FleetJob ended) {
        return Shapes.response(begun.agentId(), ended, written.text(begun.agentId(), ended));
    }

    /** The response in base64: it may be no text. */
    private Object coded(Operation begun, FleetJob ended) {
        return Shapes.response(
                begun.agentId(), ended, Base64.getEncoder().encodeToString(written.raw(begun.agentId(), ended)));
    }

    private Operation script(V1Call call) throws V1Exception {
        ObjectNode parameters = Json.MAPPER.createObjectNode().put("script", call.required("execScript"));
        call.words("parameter").forEach(parameters.putArray("args")::add);
        Duration timeout = InstallParameters.timeout(call, parameters, "execScript", InstallParameters.USUAL_SCRIPT);
        return ask(call, "exec", parameters, timeout);
    }

    private Operation rest(V1Call call) throws V1Exception {
        if (RestPath.leaves(call.required("path"))) {
            throw V1Exception.parameter("path", "path must not go above the host's target by ..");
        }
        ObjectNode parameters = Json.MAPPER
                .createObjectNode()
                .put("method", call.required("method"))
                .put("path", call.required("path"))
                .put("query", call.text("query"))
                .put("anyStatus", true)
                // An original sends none.
                .put("contentType", "")
                .put("body", Base64.getEncoder().encodeToString(decoded(call, "body")));
        return ask(call, "rest", parameters, InstallParameters.timeout(call, parameters, "execRest", USUAL_REQUEST));
    }

    private Operation ask(V1Call call, String action, ObjectNode parameters, Duration timeout) throws V1Exception {
        String agentId = agentId(call);
        // The host may know an agent from another server.
        String name = agentId.equals(NIL) ? "" : fleet.easy().nameOn(call.host(), agentId);
        return new Operation(agentId, operations.ask(call, call.host(), action, name, parameters), timeout);
    }

    /** None, or the nil UUID, is the host itself. */
    private static String agentId(V1Call call) throws V1Exception {
        String text = call.text("agentId");
        try {
            return text.isEmpty() ? NIL : UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new V1Exception(
                    Code.UNKNOWN,
                    "[AGENT-CONTROL]ExecScriptSync param agentId is not uuid format: it is '" + text + "'");
        }
    }

    private static byte[] decoded(V1Call call, String field) throws V1Exception {
        try {
            return Base64.getDecoder().decode(call.text(field));
        } catch (IllegalArgumentException e) {
            throw V1Exception.parameter(field, field + " must be base64: " + e.getMessage());
        }
    }
}
