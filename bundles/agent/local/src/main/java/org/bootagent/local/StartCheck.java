package org.bootagent.local;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bootagent.api.process.AgentSpec;

/** Checks that an agent's program and directories exist, looked up as the supervisor does. */
final class StartCheck {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private StartCheck() {}

    /** Returns the problem; empty if there is none, or if the agent would not be started. */
    static Optional<String> problem(LocalAgent agent) {
        return agent.enabled()
                ? workDir(agent.spec())
                        .or(() -> program(agent.spec()))
                        .map(problem -> "line " + agent.line() + ": agent "
                                + agent.spec().name() + " would not start: " + problem)
                : Optional.empty();
    }

    private static Optional<String> workDir(AgentSpec spec) {
        String workDir = spec.options().workDir();
        return workDir == null || Files.isDirectory(Path.of(spec.directory()).resolve(workDir))
                ? Optional.empty()
                : Optional.of("its workdir " + workDir + " is no directory; make it, or name another");
    }

    private static Optional<String> program(AgentSpec spec) {
        String program = spec.command().get(0);
        var found = candidates(program, spec).filter(Files::isRegularFile).findFirst();
        if (found.isEmpty()) {
            return Optional.of("there is no program " + program + "; binary-path must name one");
        }
        return Files.isExecutable(found.get())
                ? Optional.empty()
                : Optional.of("its binary-path " + found.get() + " is not executable; chmod +x it, or name another");
    }

    private static Stream<Path> candidates(String program, AgentSpec spec) {
        if (program.startsWith("/")) {
            return Stream.of(Path.of(program));
        }
        var directory = Path.of(spec.directory());
        return Stream.concat(
                Stream.of(directory.resolve(program), directory.resolve("bin").resolve(program)),
                onPath(program, spec));
    }

    private static Stream<Path> onPath(String program, AgentSpec spec) {
        String inherited = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + DEFAULT_PATH;
        return Stream.of(spec.environment().getOrDefault("PATH", inherited).split(File.pathSeparator, -1))
                .filter(directory -> directory.startsWith("/"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable);
    }
}
