package org.bootagent.booter.easyagent.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.output.JobOutputStore;
import org.bootagent.wire.EasyAgentOutput;
import org.bootagent.wire.EasyAgentWords;
import org.bootagent.wire.GoText;

/**
 * The text of a job's result as EasyAgent's programs know it: what its script has written, and of a failure that is none of a script's, why. An original has said it in
 * these words; what a host of ours says is put into them.
 */
final class ResultText {
    static final int MAX_RESPONSE = 1 << 20;

    private static final Set<String> SCRIPTS =
            Set.of("exec", "rest", "script-install", "script-update", "script-uninstall");
    /** Actions answered by a response, which holds only the reason if the action was ended. */
    private static final Set<String> RESPONSES = Set.of("exec", "rest");
    /** With these a script has run, and what it has written is all there is to tell. */
    private static final Set<ErrorCode> SCRIPTS_OWN =
            EnumSet.of(ErrorCode.SUCCESS, ErrorCode.SCRIPT_FAILED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.CANCELLED);
    /** With these the script has ended by itself, and the message ends with its last lines. */
    private static final Set<ErrorCode> ENDED = EnumSet.of(ErrorCode.SUCCESS, ErrorCode.SCRIPT_FAILED);

    /** How a host of ours says that a script has ended; its last lines follow. */
    private static final Pattern END =
            Pattern.compile("(exit code|HTTP) \\d+[^\n]*(\n|$)|success; there was no script to run$");

    private final FleetServices fleet;
    private final JobOutputStore outputs;

    ResultText(FleetServices fleet, JobOutputStore outputs) {
        this.fleet = fleet;
        this.outputs = outputs;
    }

    /**
     * The text of a job that has ended.
     *
     * @param agentId of the agent that it was for
     */
    String text(String agentId, FleetJob job) {
        return GoText.of(raw(agentId, job));
    }

    /** The bytes of a job that has ended, as {@link #text}. */
    byte[] raw(String agentId, FleetJob job) {
        if (job.errcode() == null || isOriginal(job)) {
            byte[] output = all(job);
            return output.length == 0 ? bytes(job.message()) : output;
        }
        if (SCRIPTS.contains(job.action())) {
            return ofScript(agentId, job);
        }
        // Where all went well the original says nothing.
        return bytes(job.status() == JobStatus.DONE ? "" : failure(agentId, job));
    }

    private byte[] ofScript(String agentId, FleetJob job) {
        if (RESPONSES.contains(job.action())) {
            var ended = EasyAgentWords.inPlaceOfOutput(job.errcode());
            if (ended.isPresent()) {
                return bytes(ended.get());
            }
        }
        var code = ErrorCode.of(job.errcode()).orElse(ErrorCode.INTERNAL_ERROR);
        byte[] output = output(job);
        if (output.length == 0 && ENDED.contains(code)) {
            return bytes(END.matcher(job.message()).replaceFirst(""));
        }
        if (SCRIPTS_OWN.contains(code)) {
            return output;
        }
        String why = failure(agentId, job);
        return output.length == 0 ? bytes(why) : joined(output, bytes("\n" + why));
    }

    private static String failure(String agentId, FleetJob job) {
        return EasyAgentWords.failure(agentId, job.action(), job.errcode(), job.message());
    }

    private byte[] output(FleetJob job) {
        return switch (job.action()) {
            case "exec" -> parts(job, EasyAgentOutput.EXEC_PART);
            case "rest" -> all(job);
            default -> parts(job, EasyAgentOutput.SCRIPT_PART);
        };
    }

    private byte[] parts(FleetJob job, int part) {
        try {
            return EasyAgentOutput.read(
                    (offset, most) -> outputs.read(job.id(), offset, most), outputs.length(job.id()), part);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** All of it; of very much the beginning. */
    byte[] all(FleetJob job) {
        try {
            return outputs.read(job.id(), 0, MAX_RESPONSE);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private boolean isOriginal(FleetJob job) {
        return fleet.easy().facts(job.agentsn()).original();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
