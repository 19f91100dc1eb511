package org.bootagent.job.script;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
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

/** Writes an agent's configuration file. The agent is not notified; one that does not watch the file is restarted by another job. */
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
     * @param path of the file; relative to the agent's working directory, in it or else in its data; null: the one that its install named
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
            throw new JobException(ErrorCode.MISSING_FIELD, "content: configure needs the text to write");
        }
        var place = Place.of(agent, named(agent, request.path()));
        try {
            ConfigurationFile.write(place.file(), place.within(), request.content());
        } catch (ConfigurationFile.LeadsOutException e) {
            throw new JobException(
                    ErrorCode.BAD_FIELD,
                    "path: a link on the way to " + place.file() + " leads out of "
                            + place.within().orElseThrow()
                            + "; remove it, or give the absolute path of the file that is meant",
                    e);
        } catch (IOException e) {
            throw new JobException(
                    ErrorCode.IO_ERROR,
                    "the configuration of " + agent.name() + " cannot be written: " + why(e, place.file()) + "; "
                            + place.file() + " is as it was",
                    e);
        }
        context.progress(1, "wrote " + place.file());
    }

    private String named(AgentSpec agent, String path) throws JobException {
        String named = path != null
                ? path
                : ScriptAgents.entry(metafile, agent.name())
                        .map(ScriptAgents.Entry::configurationPath)
                        .orElse(null);
        if (named == null) {
            throw new JobException(
                    ErrorCode.MISSING_FIELD,
                    "path: the install of agent " + agent.name() + " gave no configurationPath; give the path here");
        }
        return named;
    }

    /**
     * A file to write.
     *
     * @param within directory that belongs to the agent, as do links in it; empty: the file is elsewhere
     */
    private record Place(Path file, Optional<Path> within) {
        static Place of(AgentSpec agent, String named) throws JobException {
            Path base = Path.of(agent.directory()).normalize();
            Path workDir = Path.of(
                    agent.options().workDir() == null ? "" : agent.options().workDir());
            Path own = workDir.isAbsolute() ? workDir.normalize() : base;
            Path file = base.resolve(workDir).resolve(named).normalize();
            if (!Path.of(named).isAbsolute() && !file.startsWith(own)) {
                throw new JobException(
                        ErrorCode.BAD_FIELD,
                        "path: " + named + " leads out of " + own + "; to write elsewhere give an absolute path");
            }
            return new Place(file, Stream.of(own, base).filter(file::startsWith).findFirst());
        }
    }

    /** Returns the reason. Many of these exceptions contain no more than a file name. */
    private static String why(IOException e, Path file) {
        if (e instanceof NoSuchFileException) {
            return "there is no directory " + file.getParent() + ", which has to be made first";
        }
        if (e instanceof AccessDeniedException) {
            return "BootAgent's user may not write in " + file.getParent();
        }
        if (e instanceof NotDirectoryException) {
            return file.getParent() + " is no directory";
        }
        if (e instanceof FileSystemException fault && fault.getReason() != null) {
            return fault.getReason();
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    static AgentSpec known(ProcessSupervisor supervisor, String name) throws JobException {
        return supervisor
                .spec(name)
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT,
                        "no agent '" + name + "' is installed on this host; install it first"));
    }
}
