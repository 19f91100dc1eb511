package org.bootagent.process.supervisor.script;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.api.process.ScriptRunner;
import org.bootagent.api.report.JobOutput;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Runs the scripts of jobs: keeps their output, judges their exit code, and does not repeat a script that a crash cut off. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class JobScripts implements ScriptRunner {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Scripts scripts;
    private final JobOutputs outputs;

    @Activate
    public JobScripts(HostConfig host, @Reference JobOutputs outputs) {
        this(Path.of(host.home()), outputs, GRACE);
    }

    /** @param grace between SIGTERM and SIGKILL */
    public JobScripts(Path home, JobOutputs outputs, Duration grace) {
        var environment = System.getenv();
        var commands = SystemCommands.find(environment);
        var processes = new ProcFs(Path.of("/proc"));
        this.scripts = new Scripts(home, commands, processes, environment, grace);
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

    /** Tells how it ended, why not all of its output is kept, and its last lines. */
    private static String message(String end, JobOutput output) {
        String problem = output.problem().map(text -> "; " + text).orElse("");
        String lines = output.lastLines();
        return end + problem + (lines.isEmpty() ? "" : "\n" + lines);
    }
}
