package org.bootagent.process.supervisor;

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

/** Runs commands beside agents: as their user, in their directory, within their limits, in a process group of their own. */
final class SideCommands {
    private final Path home;
    private final SystemCommands commands;
    private final Optional<String> mkfifo;
    private final Map<String, String> hostEnvironment;
    private final AtomicLong number = new AtomicLong();

    SideCommands(Path home, SystemCommands commands, Map<String, String> hostEnvironment) {
        this(home, commands, SystemCommands.onPath("mkfifo", SystemCommands.DEFAULT_PATH), hostEnvironment);
    }

    /** @param mkfifo empty if this host has none */
    SideCommands(Path home, SystemCommands commands, Optional<String> mkfifo, Map<String, String> hostEnvironment) {
        this.mkfifo = mkfifo;
        this.home = home;
        this.commands = commands;
        this.hostEnvironment = hostEnvironment;
    }

    /**
     * Returns when the command has ended, or was killed with its process group because the time was over or the thread interrupted.
     *
     * @param entrances of the agent's limits
     * @return why it failed, for an operator; empty if its exit code was 0
     */
    Optional<String> run(AgentSpec spec, List<Path> entrances, List<String> words, Duration timeout)
            throws InterruptedException {
        try {
            var user = spec.options().user() == null
                    ? null
                    : RunAs.lookUp(spec.options().user(), commands);
            var directory = AgentDirectory.of(home, spec.name());
            // A hook may be there before its agent ever was.
            directory.create(user);
            var environment = AgentEnvironment.of(spec, user, directory, hostEnvironment);
            var builder = new ProcessBuilder(command(spec, user, environment, entrances, words))
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment.early());
            try (var out = SideOutput.open(mkfifo, directory.run().resolve("side-" + number.incrementAndGet()))) {
                var process = builder.redirectOutput(out.redirect()).start();
                out.taken();
                return new SideProcess(process, out, commands.sh()).failure(words.get(0), timeout);
            }
        } catch (IOException | JobException e) {
            return Optional.of(words.get(0) + " cannot be run: " + e.getMessage());
        }
    }

    private List<String> command(
            AgentSpec spec, RunAs user, AgentEnvironment environment, List<Path> entrances, List<String> words) {
        var command = new ArrayList<String>();
        commands.setsid().ifPresent(command::add);
        command.addAll(List.of(commands.sh(), "-c", SideScript.PREPARE + "exec \"$@\"", SideScript.NAME));
        command.add(entrances.stream().map(Path::toString).collect(Collectors.joining("\n")));
        command.add(spec.directory());
        if (user != null) {
            command.add(commands.setpriv().orElseThrow());
            command.addAll(user.options());
            command.addAll(List.of("--no-new-privs", "--"));
        }
        command.addAll(List.of(commands.sh(), "-c", SideScript.RUN, SideScript.NAME));
        environment.late().forEach((name, value) -> command.add(name + '=' + value));
        command.add("--");
        command.add(Program.find(words.get(0), Path.of(spec.directory()), environment.path())
                .orElse(words.get(0)));
        command.addAll(words.subList(1, words.size()));
        return command;
    }
}
