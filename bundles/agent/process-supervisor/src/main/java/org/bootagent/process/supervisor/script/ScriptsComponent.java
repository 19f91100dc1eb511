package org.bootagent.process.supervisor.script;

import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.api.process.ScriptRunner;
import org.bootagent.api.report.JobOutputs;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Runs scripts as a service. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ScriptsComponent implements ScriptRunner {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final JobScripts scripts;

    @Activate
    public ScriptsComponent(HostConfig host, @Reference JobOutputs outputs) {
        this(Path.of(host.home()), outputs, GRACE);
    }

    /** @param grace between SIGTERM and SIGKILL */
    public ScriptsComponent(Path home, JobOutputs outputs, Duration grace) {
        var environment = System.getenv();
        var commands = SystemCommands.find(environment);
        var processes = new ProcFs(Path.of("/proc"));
        scripts = new JobScripts(new Scripts(home, commands, processes, environment, grace), outputs);
    }

    @Override
    public String run(Job job, Script script, JobContext context) throws JobException {
        return scripts.run(job, script, context);
    }
}
