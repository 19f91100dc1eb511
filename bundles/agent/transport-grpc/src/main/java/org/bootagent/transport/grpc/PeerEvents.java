package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.easyagent.proto.AgentError;
import org.bootagent.easyagent.proto.AgentHealthCheck;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ExecRestResponse;
import org.bootagent.easyagent.proto.ExecScriptResponse;
import org.bootagent.easyagent.proto.OperationProgress;

/** Says results and events as an EasyAgent server expects them. */
final class PeerEvents {
    private static final String UNHEALTHY = org.bootagent.api.report.Event.Type.UNHEALTHY.wireName();
    private static final String HEALTHY = org.bootagent.api.report.Event.Type.HEALTHY.wireName();
    private static final int EXEC_PART = 128 << 10;
    private static final int SCRIPT_PART = 64 << 10;

    private final KnownAgents agents;
    private final JobOutputs outputs;

    PeerEvents(KnownAgents agents, JobOutputs outputs) {
        this.agents = agents;
        this.outputs = outputs;
    }

    Event.Builder result(PeerJob job, JobResult result) {
        boolean failed = result.errcode() != 0;
        var agent = Ids.bytes(job.agent());
        int seqno = (int) job.seqno();
        return switch (result.action()) {
            case CommandJobs.EXEC ->
                event(EventType.EVT_EXEC_SCRIPT)
                        .setExecScriptResponse(ExecScriptResponse.newBuilder()
                                .setSeqno(seqno)
                                .setAgentId(agent)
                                .setFailed(failed)
                                .setResponse(text(result, EXEC_PART)));
            case CommandJobs.REST ->
                event(EventType.EVT_REST_SCRIPT)
                        .setExecRestResponse(ExecRestResponse.newBuilder()
                                .setSeqno(seqno)
                                .setAgentId(agent)
                                .setFailed(failed)
                                .setResponse(bytes(result, EXEC_PART)));
            default ->
                event(EventType.EVT_OP_PROGRESS)
                        .setOpProgress(OperationProgress.newBuilder()
                                .setSeqno(seqno)
                                .setAgentId(agent)
                                .setProgress(1)
                                .setFailed(failed)
                                .setMessage(text(result, SCRIPT_PART)));
        };
    }

    Event.Builder event(org.bootagent.api.report.Event event) {
        var agent = Ids.bytes(agents.id(event.agent()));
        boolean unhealthy = event.type().equals(UNHEALTHY);
        if (unhealthy || event.type().equals(HEALTHY)) {
            return event(EventType.EVT_AGENT_HEALTH_CHECK)
                    .setAgentHealthCheck(
                            AgentHealthCheck.newBuilder().setAgentId(agent).setFailed(unhealthy));
        }
        // One whom the server does not know by an id is named.
        String who = agent.isEmpty() && !event.agent().isEmpty() ? event.agent() + ": " : "";
        return event(EventType.EVT_AGENT_ERR)
                .setAgentError(AgentError.newBuilder()
                        .setAgentId(agent)
                        .setErrstr(ByteString.copyFromUtf8(who + event.type() + ": " + event.detail())));
    }

    private static Event.Builder event(EventType type) {
        return Event.newBuilder().setEventType(type);
    }

    private ByteString text(JobResult result, int part) {
        var text = bytes(result, part);
        boolean scriptsOwn = result.errcode() == 0 || result.errcode() / 100 == 4;
        var said = ByteString.copyFromUtf8(result.message());
        return scriptsOwn || text.equals(said)
                ? text
                : text.concat(ByteString.copyFromUtf8("\n")).concat(said);
    }

    /** What the job has written, its first and its last part; what came of it if it has written nothing. */
    private ByteString bytes(JobResult result, int part) {
        var all = new ByteArrayOutputStream();
        outputs.kept(result.key()).ifPresent(output -> copy(output, part, all));
        if (all.size() == 0) {
            all.writeBytes(result.message().getBytes(StandardCharsets.UTF_8));
        }
        return ByteString.copyFrom(all.toByteArray());
    }

    private void copy(JobOutputs.Output output, int part, ByteArrayOutputStream all) {
        all.writeBytes(read(output, 0, part));
        long left = output.length() - 2L * part;
        if (left > 0) {
            all.writeBytes(("\n... " + left + " bytes left out ...\n").getBytes(StandardCharsets.UTF_8));
        }
        all.writeBytes(read(output, Math.max(part, output.length() - part), part));
    }

    private byte[] read(JobOutputs.Output output, long offset, int most) {
        var part = new ByteArrayOutputStream();
        while (part.size() < most) {
            byte[] bytes = outputs.read(output.key(), offset + part.size(), most - part.size());
            if (bytes.length == 0) {
                break;
            }
            part.writeBytes(bytes);
        }
        return part.toByteArray();
    }
}
