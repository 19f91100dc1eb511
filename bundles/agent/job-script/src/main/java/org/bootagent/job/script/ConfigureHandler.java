package org.bootagent.job.script;

import java.io.IOException;
import java.nio.file.Path;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Writes an agent's configuration file. The agent is not told: it is restarted by another job, where it does not look by itself. */
@Component
@JobActions("configure")
public final class ConfigureHandler implements JobHandler {
    private final ProcessSupervisor supervisor;
    private final Metafile metafile;

    @Activate
    public ConfigureHandler(@Reference ProcessSupervisor supervisor, @Reference Metafile metafile) {
        this.supervisor = supervisor;
        this.metafile = metafile;
    }

    /**
     * The job's parameters.
     *
     * @param content of the file
     * @param path of the file; relative to the agent's working directory; null: the one that its install named
     */
    record Request(String content, String path) {
        private static final int MOST = 4 << 20;

        Request {
            if (content != null && content.length() > MOST) {
                throw new IllegalArgumentException("content must have at most " + MOST + " characters");
            }
            if (path != null && path.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("path must not contain NUL");
            }
            path = path == null || path.isBlank() ? null : path;
        }
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var agent = known(supervisor, job.requireName());
        var request = job.parameters().as(Request.class);
        if (request.content() == null) {
            throw new JobException(ErrorCode.MISSING_FIELD, "content: configure needs what to write");
        }
        Path file = file(agent, request.path());
        try {
            ConfigurationFile.write(file, request.content());
        } catch (IOException e) {
            throw new JobException(
                    ErrorCode.IO_ERROR,
                    "the configuration of " + agent.name() + " cannot be written: " + e + "; " + file + " is as it was",
                    e);
        }
        context.progress(1, "wrote " + file);
    }

    private Path file(AgentSpec agent, String path) throws JobException {
        String named = path != null
                ? path
                : ScriptAgents.entry(metafile, agent.name())
                        .map(ScriptAgents.Entry::configurationPath)
                        .orElse(null);
        if (named == null) {
            throw new JobException(
                    ErrorCode.MISSING_FIELD,
                    "path: the install of agent " + agent.name() + " has named no configurationPath, so give it here");
        }
        Path base = Path.of(agent.directory());
        String workDir = agent.options().workDir();
        return (workDir == null ? base : base.resolve(workDir)).resolve(named).normalize();
    }

    static AgentSpec known(ProcessSupervisor supervisor, String name) throws JobException {
        return supervisor
                .spec(name)
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT,
                        "no agent '" + name + "' is installed on this host; install it first"));
    }
}
