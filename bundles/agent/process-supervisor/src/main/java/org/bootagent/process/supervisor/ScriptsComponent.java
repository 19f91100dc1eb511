package org.bootagent.process.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.api.process.ScriptEnd;
import org.bootagent.api.process.ScriptRunner;
import org.bootagent.api.report.JobOutput;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** Runs scripts as a service. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class ScriptsComponent implements ScriptRunner {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Scripts scripts;

    @Activate
    public ScriptsComponent(HostConfig host) {
        var environment = System.getenv();
        scripts = new Scripts(
                Path.of(host.home()),
                SystemCommands.find(environment),
                new ProcFs(Path.of("/proc")),
                environment,
                GRACE);
    }

    @Override
    public ScriptEnd run(Script script, JobOutput output, JobContext context) throws JobException {
        return scripts.run(script, output, context);
    }

    @Override
    public List<String> endRemains(String id) throws JobException {
        return scripts.endRemains(id);
    }
}
