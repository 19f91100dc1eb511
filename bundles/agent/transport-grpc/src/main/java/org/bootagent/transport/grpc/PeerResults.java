package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.easyagent.proto.Event;
import org.bootagent.easyagent.proto.Event.EventType;
import org.bootagent.easyagent.proto.ExecRestResponse;
import org.bootagent.easyagent.proto.ExecScriptResponse;
import org.bootagent.easyagent.proto.OperationProgress;

/**
 * Says how jobs ended as an EasyAgent server expects it: one event for each, its text what the script has written and nothing where an original says nothing. How far
 * a job is, is never told; an agent that a command could have had and had not is told as an empty one.
 */
final class PeerResults {
    private static final int EXEC_PART = 128 << 10;
    private static final int SCRIPT_PART = 64 << 10;
    private static final Set<String> SCRIPTS = Set.of("script-install", "script-update", "script-uninstall");
    /** With these a script has run, and what it has written is all there is to tell. */
    private static final Set<ErrorCode> SCRIPTS_OWN =
            EnumSet.of(ErrorCode.SUCCESS, ErrorCode.SCRIPT_FAILED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.CANCELLED);

    private final KnownAgents agents;
    private final ProcessSupervisor supervisor;
    private final JobOutputs outputs;
    private final PeerTexts texts;

    PeerResults(KnownAgents agents, ProcessSupervisor supervisor, JobOutputs outputs) {
        this.agents = agents;
        this.supervisor = supervisor;
        this.outputs = outputs;
        this.texts = new PeerTexts(supervisor);
    }

    Event.Builder of(PeerJob job, JobResult result) {
        return switch (result.action()) {
            case CommandJobs.EXEC ->
                event(EventType.EVT_EXEC_SCRIPT)
                        .setExecScriptResponse(ExecScriptResponse.newBuilder()
                                .setSeqno((int) job.seqno())
                                .setFailed(result.errcode() != 0)
                                .setResponse(response(job, result))
                                .setAgentId(Ids.bytes(job.agent())));
            case CommandJobs.REST ->
                event(EventType.EVT_REST_SCRIPT)
                        .setExecRestResponse(ExecRestResponse.newBuilder()
                                .setSeqno((int) job.seqno())
                                .setFailed(result.errcode() != 0)
                                .setResponse(response(job, result))
                                .setAgentId(Ids.bytes(job.agent())));
            case CommandJobs.CANCEL -> progress(cancelled(job, result).setSeqno((int) job.seqno()));
            default ->
                progress(OperationProgress.newBuilder()
                        .setSeqno((int) job.seqno())
                        .setAgentId(Ids.bytes(job.agent()))
                        .setFailed(result.errcode() != 0)
                        .setMessage(message(job, result)));
        };
    }

    private static Event.Builder progress(OperationProgress.Builder progress) {
        return event(EventType.EVT_OP_PROGRESS).setOpProgress(progress);
    }

    private static Event.Builder event(EventType type) {
        return Event.newBuilder().setEventType(type);
    }

    /** An original answers that it has failed, and names no agent, whatever it has cancelled. */
    private OperationProgress.Builder cancelled(PeerJob job, JobResult result) {
        var answer = OperationProgress.newBuilder().setFailed(true).setAgentId(ByteString.EMPTY);
        boolean none = result.errcode() != 0 || result.message().startsWith("cancelled 0 ");
        boolean known =
                job.agent().flatMap(agents::name).flatMap(supervisor::spec).isPresent();
        return none && !known
                ? answer.setAgentId(Ids.bytes(job.agent()))
                        .setMessage(utf8(PeerTexts.unknownAgent(
                                CommandJobs.CANCEL,
                                job.agent().map(Object::toString).orElse(""))))
                : answer;
    }

    private ByteString message(PeerJob job, JobResult result) {
        if (result.errcode() != 0 && !SCRIPTS.contains(result.action())) {
            return utf8(texts.failure(job.agent(), result));
        }
        return SCRIPTS.contains(result.action()) ? written(job, result, SCRIPT_PART) : ByteString.EMPTY;
    }

    private ByteString response(PeerJob job, JobResult result) {
        return PeerTexts.inPlaceOfOutput(result)
                .map(PeerResults::utf8)
                .orElseGet(() -> written(job, result, EXEC_PART));
    }

    /** What the script has written; and where that is not all, why. */
    private ByteString written(PeerJob job, JobResult result, int part) {
        var output = output(result, part);
        var code = ErrorCode.of(result.errcode()).orElse(ErrorCode.INTERNAL_ERROR);
        if (SCRIPTS_OWN.contains(code)) {
            return output;
        }
        var why = utf8(texts.failure(job.agent(), result));
        return output.isEmpty() ? why : output.concat(utf8("\n")).concat(why);
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** The first and the last part of it, whatever bytes these are. */
    private ByteString output(JobResult result, int part) {
        var all = new ByteArrayOutputStream();
        outputs.kept(result.key()).ifPresent(output -> copy(output, part, all));
        return ByteString.copyFrom(all.toByteArray());
    }

    private void copy(JobOutputs.Output output, int part, ByteArrayOutputStream all) {
        all.writeBytes(read(output, 0, part));
        long left = output.length() - 2L * part;
        if (left > 0) {
            all.writeBytes(("\n... omitting " + left + " bytes ...\n").getBytes(StandardCharsets.UTF_8));
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
