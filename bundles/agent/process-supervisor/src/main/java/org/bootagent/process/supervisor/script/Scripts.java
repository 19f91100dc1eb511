package org.bootagent.process.supervisor.script;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.api.report.JobOutput;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs scripts. Each has a directory while it runs, so that its remains can be found after a crash. */
public final class Scripts {
    private static final Logger LOG = LoggerFactory.getLogger(Scripts.class);

    private final Path home;
    private final SystemCommands commands;
    private final ProcFs proc;
    private final Map<String, String> environment;
    private final Duration grace;
    private final Accounts accounts;

    public Scripts(Path home, SystemCommands commands, ProcFs proc, Map<String, String> environment, Duration grace) {
        this.home = home;
        this.commands = commands;
        this.proc = proc;
        this.environment = environment;
        this.grace = grace;
        this.accounts = new Accounts(commands);
    }

    /**
     * Runs a script until it has ended by itself.
     *
     * @param id tells its processes from all others, also after a restart of the host agent
     * @throws JobException as {@link org.bootagent.api.process.ScriptRunner#run} says
     */
    public ScriptEnd run(String id, Script script, JobOutput output, JobContext context) throws JobException {
        context.checkCancelled();
        var directory = ScriptDirectory.of(home, id);
        try {
            var user = script.agent() == null ? null : accounts.of(script.agent());
            if (user != null) {
                AgentDirectory.of(home, script.agent().name()).create(user);
            }
            directory.create(script, user, mkfifo());
            return run(ScriptCommand.of(script, directory, user, accounts, environment, home), output, context);
        } catch (IOException e) {
            throw JobException.of("the script cannot be run: " + e.getMessage(), e);
        } finally {
            delete(directory);
        }
    }

    private ScriptEnd run(ScriptCommand command, JobOutput output, JobContext context)
            throws IOException, JobException {
        Path pipe = command.directory().pipe();
        // Opened for both, so that it stays open before and after its writers.
        try (var both = new RandomAccessFile(pipe.toFile(), "rw");
                var in = new FileInputStream(both.getFD())) {
            Process process = start(command, pipe);
            var leader = proc.stat(process.pid()).orElse(null);
            var remains = new ScriptRemains(proc, commands.sh(), command.directory(), leader);
            return new ScriptProcess(process, in, output, remains, new ScriptStop(remains, grace)).await(context);
        }
    }

    private Process start(ScriptCommand command, Path pipe) throws IOException, JobException {
        var builder = new ProcessBuilder(command.words(commands, proc.bootId()))
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.to(pipe.toFile()))
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(command.inheritance().carriers());
        return builder.start();
    }

    /** Ends the remains of a script that ran when the host agent was last ended, and describes them. */
    List<String> endRemains(String id) throws JobException {
        var directory = ScriptDirectory.of(home, id);
        var leader = ProcessRecord.read(directory.record())
                .filter(record -> record.thisBoot(proc))
                .map(ProcessRecord::stat)
                .orElse(null);
        var remains = new ScriptRemains(proc, commands.sh(), directory, leader);
        try {
            List<String> found = remains.names(remains.find());
            if (!found.isEmpty()) {
                LOG.warn("Killing the remains of a script: {}", String.join(", ", found));
                new ScriptStop(remains, grace).end(() -> {});
            }
            return found;
        } catch (IOException e) {
            throw JobException.of("what is left of the script cannot be ended: " + e.getMessage(), e);
        } finally {
            delete(directory);
        }
    }

    private String mkfifo() throws JobException {
        return SystemCommands.onPath("mkfifo", SystemCommands.DEFAULT_PATH)
                .orElseThrow(() -> new JobException(
                        ErrorCode.HOST, "scripts need mkfifo (coreutils), which this host does not have; install it"));
    }

    private static void delete(ScriptDirectory directory) {
        try {
            directory.delete();
        } catch (IOException e) {
            LOG.warn("{} of a script that has ended cannot be deleted: {}", directory.path(), e.toString());
        }
    }
}
