package org.bootagent.booter.easyagent.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Fleet;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.booter.output.JobOutputs;

/** The text of a job's result as EasyAgent's programs know it: what its script has written, and of a failure that is none of a script's, why. */
final class Written {
    static final int MAX_RESPONSE = 1 << 20;

    private static final Set<String> SCRIPTS =
            Set.of("exec", "rest", "script-install", "script-update", "script-uninstall");
    /** How a host of ours says that a script has ended; its last lines follow. */
    private static final Pattern END =
            Pattern.compile("(exit code|HTTP) \\d+[^\n]*(\n|$)|success; there was no script to run$");

    /** What is answered by a response, and has nothing but this if its time is over. */
    private static final Set<String> RESPONSES = Set.of("exec", "rest");

    private static final String OVER_TIME = "context deadline exceeded";

    private static final Set<Integer> OF_A_SCRIPT =
            Set.of(ErrorCode.SUCCESS.number(), ErrorCode.SCRIPT_FAILED.number());

    private final Fleet fleet;
    private final JobOutputs outputs;

    Written(Fleet fleet, JobOutputs outputs) {
        this.fleet = fleet;
        this.outputs = outputs;
    }

    /** The text of a job that has ended. */
    String text(FleetJob job) {
        if (isOverTime(job)) {
            return OVER_TIME;
        }
        byte[] output = bytes(job);
        return output.length == 0 ? message(job) : text(job, output);
    }

    /** The bytes of a job that has ended, as {@link #text}. */
    byte[] raw(FleetJob job) {
        if (isOverTime(job)) {
            return OVER_TIME.getBytes(StandardCharsets.UTF_8);
        }
        byte[] output = bytes(job);
        return output.length == 0 ? message(job).getBytes(StandardCharsets.UTF_8) : output;
    }

    /** Of a script that a host of ours has ended. An install's and the like tell what was printed until then. */
    private boolean isOverTime(FleetJob job) {
        return RESPONSES.contains(job.action())
                && job.errcode() != null
                && job.errcode() == ErrorCode.DEADLINE_EXCEEDED.number()
                && !fleet.easy().facts(job.agentsn()).original();
    }

    private String message(FleetJob job) {
        // An original's message is nothing but what was written.
        if (job.errcode() == null || fleet.easy().facts(job.agentsn()).original()) {
            return job.message();
        }
        if (SCRIPTS.contains(job.action()) && OF_A_SCRIPT.contains(job.errcode())) {
            return END.matcher(job.message()).replaceFirst("");
        }
        boolean silent = job.status() == JobStatus.DONE
                && (job.message().equals("success") || job.action().equals("configure"));
        return silent ? "" : job.message();
    }

    private byte[] bytes(FleetJob job) {
        try {
            return outputs.read(job.id(), 0, MAX_RESPONSE);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private String text(FleetJob job, byte[] output) {
        String text = new String(output, StandardCharsets.UTF_8);
        try {
            long all = outputs.length(job.id());
            return all <= output.length
                    ? text
                    : text + "\n(cut here, of " + all + " bytes: GET /api/v2/jobs/" + job.id() + "/output has all)\n";
        } catch (IOException e) {
            return text;
        }
    }
}
