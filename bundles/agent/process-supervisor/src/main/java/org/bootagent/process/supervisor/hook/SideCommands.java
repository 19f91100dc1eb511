package org.bootagent.process.supervisor.hook;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.launch.AgentEnvironment;
import org.bootagent.process.supervisor.launch.Inheritance;
import org.bootagent.process.supervisor.launch.LaunchScript;
import org.bootagent.process.supervisor.launch.Program;

/** Runs commands beside agents: as their user, in their directory, within their limits, in a process group of their own. */
public final class SideCommands {
    /** Name of the shell that becomes the command, in its command line. */
    private static final String NAME = "bootagent-side";

    private static final String RUN = "exec \"$@\"\n";

    private final Path home;
    private final SystemCommands commands;
    private final Optional<String> mkfifo;
    private final Map<String, String> hostEnvironment;
    private final Accounts accounts;
    private final AtomicLong number = new AtomicLong();

    public SideCommands(Path home, SystemCommands commands, Map<String, String> hostEnvironment) {
        this(home, commands, SystemCommands.onPath("mkfifo", SystemCommands.DEFAULT_PATH), hostEnvironment);
    }

    /** @param mkfifo empty if this host has none */
    public SideCommands(
            Path home, SystemCommands commands, Optional<String> mkfifo, Map<String, String> hostEnvironment) {
        this.mkfifo = mkfifo;
        this.home = home;
        this.commands = commands;
        this.hostEnvironment = hostEnvironment;
        this.accounts = new Accounts(commands);
    }

    /**
     * Runs a command. Returns when it has ended, or was killed with its process group because of a timeout or an interrupt.
     *
     * @param joinFiles of the scope of the agent's limits
     * @return why it failed, for an operator; empty if its exit code was 0
     */
    public Optional<String> run(AgentSpec spec, List<Path> joinFiles, List<String> words, Duration timeout)
            throws InterruptedException {
        return perform(spec, joinFiles, words, timeout).failure();
    }

    /**
     * Returns the end of a command's output.
     *
     * @throws IOException why it failed
     */
    public String read(AgentSpec spec, List<Path> joinFiles, List<String> words, Duration timeout)
            throws IOException, InterruptedException {
        var outcome = perform(spec, joinFiles, words, timeout);
        if (outcome.failure().isPresent()) {
            throw new IOException(outcome.failure().get());
        }
        return outcome.said();
    }

    private SideProcess.Outcome perform(AgentSpec spec, List<Path> joinFiles, List<String> words, Duration timeout)
            throws InterruptedException {
        try {
            var user = accounts.of(spec);
            var directory = AgentDirectory.of(home, spec.name());
            // A hook may be there before its agent ever was.
            directory.create(user);
            var account = user == null ? accounts.own() : user;
            var inheritance =
                    Inheritance.of(spec, user, AgentEnvironment.of(spec, account, directory, hostEnvironment));
            var builder = new ProcessBuilder(command(spec, inheritance, joinFiles, words))
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(inheritance.carriers());
            try (var out = SideOutput.open(mkfifo, directory.hookOutput(number.incrementAndGet()))) {
                var process = builder.redirectOutput(out.redirect()).start();
                out.taken();
                return new SideProcess(process, out, commands.sh()).await(words.get(0), timeout);
            }
        } catch (IOException | JobException e) {
            return SideProcess.Outcome.failed(words.get(0) + " cannot be run: " + e.getMessage());
        }
    }

    private List<String> command(AgentSpec spec, Inheritance inheritance, List<Path> joinFiles, List<String> words)
            throws JobException {
        var command = new ArrayList<>(commands.freshStart());
        String prepare = LaunchScript.JOIN + LaunchScript.PREPARE + RUN;
        command.addAll(List.of(commands.sh(), "-c", prepare, NAME));
        command.add(joinFiles.stream().map(Path::toString).collect(Collectors.joining("\n")));
        command.addAll(inheritance.preparation());
        command.addAll(inheritance.identity(commands));
        command.addAll(List.of(commands.sh(), "-c", inheritance.unpacking() + RUN, NAME));
        String program = Program.find(words.get(0), Path.of(spec.directory()), inheritance.path())
                .orElse(words.get(0));
        command.addAll(inheritance.program(commands, program, words.subList(1, words.size())));
        return command;
    }
}
