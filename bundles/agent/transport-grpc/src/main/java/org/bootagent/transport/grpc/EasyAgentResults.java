package org.bootagent.transport.grpc;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.bootagent.wire.EasyAgentOutput;
import org.bootagent.wire.EasyAgentWords;

/**
 * Translates jobs' results for an EasyAgent server: one event each. Its text is the script's output, or nothing where an original says nothing. Progress is
 * never reported. If a command could name an agent but did not, an empty one is reported.
 */
final class EasyAgentResults {
    private static final Set<String> SCRIPTS = Set.of("script-install", "script-update", "script-uninstall");
    /** Codes with which a script has run; its output is then all there is to report. */
    private static final Set<ErrorCode> SCRIPTS_OWN =
            EnumSet.of(ErrorCode.SUCCESS, ErrorCode.SCRIPT_FAILED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.CANCELLED);

    private final KnownAgents agents;
    private final ProcessSupervisor supervisor;
    private final JobOutputs outputs;

    EasyAgentResults(KnownAgents agents, ProcessSupervisor supervisor, JobOutputs outputs) {
        this.agents = agents;
        this.supervisor = supervisor;
        this.outputs = outputs;
    }

    Event.Builder of(EasyAgentJob job, JobResult result) {
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

    /** Returns the answer to a cancellation. An original reports a failure and names no agent, whatever it has cancelled. */
    private OperationProgress.Builder cancelled(EasyAgentJob job, JobResult result) {
        var answer = OperationProgress.newBuilder().setFailed(true).setAgentId(ByteString.EMPTY);
        boolean none = result.errcode() != 0 || result.message().startsWith("cancelled 0 ");
        boolean known =
                job.agent().flatMap(agents::name).flatMap(supervisor::spec).isPresent();
        return none && !known
                ? answer.setAgentId(Ids.bytes(job.agent()))
                        .setMessage(utf8(EasyAgentWords.unknownAgent(id(job), CommandJobs.CANCEL)))
                : answer;
    }

    private ByteString message(EasyAgentJob job, JobResult result) {
        if (result.errcode() != 0 && !SCRIPTS.contains(result.action())) {
            return utf8(failure(job, result));
        }
        return SCRIPTS.contains(result.action()) ? written(job, result, EasyAgentOutput.SCRIPT_PART) : ByteString.EMPTY;
    }

    private ByteString response(EasyAgentJob job, JobResult result) {
        return EasyAgentWords.inPlaceOfOutput(result.errcode())
                .map(EasyAgentResults::utf8)
                .orElseGet(() -> written(job, result, EasyAgentOutput.EXEC_PART));
    }

    /** Returns the script's output and, where that is not all, why. */
    private ByteString written(EasyAgentJob job, JobResult result, int part) {
        var output = output(result, part);
        var code = ErrorCode.of(result.errcode()).orElse(ErrorCode.INTERNAL_ERROR);
        if (SCRIPTS_OWN.contains(code)) {
            return output;
        }
        var why = utf8(failure(job, result));
        return output.isEmpty() ? why : output.concat(utf8("\n")).concat(why);
    }

    private static String failure(EasyAgentJob job, JobResult result) {
        return EasyAgentWords.failure(id(job), result.action(), result.errcode(), result.message());
    }

    private static String id(EasyAgentJob job) {
        return job.agent().map(Object::toString).orElse("");
    }

    private static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    /** Returns the beginning and the end of the output, as raw bytes. */
    private ByteString output(JobResult result, int part) {
        return outputs.kept(result.key())
                .map(output -> ByteString.copyFrom(read(output, part)))
                .orElse(ByteString.EMPTY);
    }

    private byte[] read(JobOutputs.Output output, int part) {
        try {
            return EasyAgentOutput.read(
                    (offset, most) -> outputs.read(output.key(), offset, most), output.length(), part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
