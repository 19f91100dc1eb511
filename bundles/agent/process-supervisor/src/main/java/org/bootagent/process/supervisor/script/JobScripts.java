package org.bootagent.process.supervisor.script;

import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.api.process.ScriptRunner;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;

/** Scripts as parts of jobs: their output is kept, their exit code is judged, and what a crash has cut off is not run again. */
final class JobScripts implements ScriptRunner {
    private final Scripts scripts;
    private final JobOutputs outputs;

    JobScripts(Scripts scripts, JobOutputs outputs) {
        this.scripts = scripts;
        this.outputs = outputs;
    }

    @Override
    public String run(Job job, Script script, JobContext context) throws JobException {
        try (var output = outputs.open(job)) {
            if (context.resumed()) {
                throw unknown(job, output);
            }
            var end = scripts.run(job.key(), script, output, context);
            String message = message(end.describe(), output);
            if (end.code() != 0) {
                throw new JobException(ErrorCode.SCRIPT_FAILED, message);
            }
            return message;
        }
    }

    private JobException unknown(Job job, JobOutput output) throws JobException {
        List<String> ended = scripts.endRemains(job.key());
        String rest = ended.isEmpty() ? "nothing of it runs any more" : "ended now: " + String.join(", ", ended);
        String why = "the host agent was ended while the script ran, so its outcome is unknown; " + rest
                + "; see what it has done before you send it again";
        return new JobException(ErrorCode.OUTCOME_UNKNOWN, message(why, output));
    }

    /** How it ended, why not all of its output is kept, and its last lines. */
    private static String message(String end, JobOutput output) {
        String problem = output.problem().map(text -> "; " + text).orElse("");
        String lines = output.lastLines();
        return end + problem + (lines.isEmpty() ? "" : "\n" + lines);
    }
}
