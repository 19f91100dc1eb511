package org.bootagent.job.script;

import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ScriptRunner;
import org.bootagent.concurrent.Uninterrupted;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Installs, changes and removes agents by scripts, as EasyAgent does. The scripts run as the host agent's user. */
@Component(configurationPid = HostConfig.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@JobActions({"script-install", "script-update", "script-uninstall"})
public final class ScriptHandler implements JobHandler {
    private final Path home;
    private final ScriptRunner scripts;
    private final ProcessSupervisor supervisor;
    private final PackageStore packages;
    private final Metafile metafile;

    @Activate
    public ScriptHandler(
            HostConfig host,
            @Reference ScriptRunner scripts,
            @Reference ProcessSupervisor supervisor,
            @Reference PackageStore packages,
            @Reference Metafile metafile) {
        this(Path.of(host.home()), scripts, supervisor, packages, metafile);
    }

    ScriptHandler(
            Path home, ScriptRunner scripts, ProcessSupervisor supervisor, PackageStore packages, Metafile metafile) {
        this.home = home;
        this.scripts = scripts;
        this.supervisor = supervisor;
        this.packages = packages;
        this.metafile = metafile;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        String name = job.requireName();
        var script = job.parameters().as(ScriptRequest.class);
        String message = switch (job.action()) {
            case "script-install" -> install(name, script, job, context);
            case "script-update" -> update(name, script, job, context);
            default -> uninstall(name, script, job, context);
        };
        context.progress(1, message);
    }

    /** Runs the install script. Afterwards the agent is known, and stopped until it is started. An agent that a script has installed before is defined anew. */
    private String install(String name, ScriptRequest script, Job job, JobContext context) throws JobException {
        var request = job.parameters().as(InstallRequest.class);
        if (supervisor.spec(name).filter(AgentSpec::hasRelease).isPresent()) {
            throw new JobException(
                    ErrorCode.ALREADY_INSTALLED,
                    "agent " + name + " is installed from a package; uninstall it first, or give another name");
        }
        String message;
        try {
            message = run(script, request.workdir(), job, context);
        } catch (JobException e) {
            if (request.keepFailed()) {
                Uninterrupted.run(() -> define(name, request));
            }
            throw e;
        }
        define(name, request);
        return message;
    }

    private void define(String name, InstallRequest request) throws JobException {
        ScriptAgents.put(metafile, name, new ScriptAgents.Entry(request.agentId(), request.configurationPath()));
        supervisor.define(request.spec(name, data(name)));
    }

    private String update(String name, ScriptRequest script, Job job, JobContext context) throws JobException {
        var agent = ConfigureHandler.known(supervisor, name);
        if (script.script() == null) {
            throw new JobException(ErrorCode.MISSING_FIELD, "script: script-update needs the script to run");
        }
        return run(script, agent.options().workDir(), job, context);
    }

    /** Runs the uninstall script. If it fails, the agent stays, stopped, so that the script can be sent again. */
    private String uninstall(String name, ScriptRequest script, Job job, JobContext context) throws JobException {
        var agent = ConfigureHandler.known(supervisor, name);
        context.progress(0.1, "stopping");
        supervisor.stop(name);
        String message = run(script, agent.options().workDir(), job, context);
        supervisor.remove(name);
        boolean unused = packages.remove(name);
        ScriptAgents.remove(metafile, name);
        return message;
    }

    private String run(ScriptRequest script, String directory, Job job, JobContext context) throws JobException {
        if (script.script() == null) {
            return "success; there was no script to run";
        }
        context.progress(0.2, "the script runs");
        // The script may be what makes it.
        boolean there = directory != null && directory.startsWith("/") && Files.isDirectory(Path.of(directory));
        return scripts.run(job, script.in(there ? directory : null), context);
    }

    private Path data(String name) {
        return home.resolve("agents").resolve(name).resolve("data");
    }
}
