package org.bootagent.process.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;

/** Finds what a command names: an absolute path; else in the release, in its {@code bin}, on the PATH of the agent. */
final class Program {
    private Program() {}

    static String resolve(AgentSpec spec, String path) throws JobException {
        if (spec.command().isEmpty()) {
            throw new JobException(
                    ErrorCode.NO_COMMAND,
                    "Agent " + spec.name() + " has no command: neither job nor package says one and there is no bin/"
                            + spec.name() + " in " + spec.directory() + "; give a command");
        }
        String program = spec.command().get(0);
        var release = Path.of(spec.directory());
        return find(program, release, path)
                .orElseThrow(() -> new JobException(
                        ErrorCode.DOES_NOT_START,
                        "Agent " + spec.name() + " does not start: there is no " + program + " in " + release
                                + " or on PATH " + path));
    }

    static Optional<String> find(String program, Path release, String path) {
        if (program.startsWith("/")) {
            return Optional.of(program);
        }
        return Stream.of(release.resolve(program), release.resolve("bin").resolve(program))
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .findFirst()
                .or(() -> SystemCommands.onPath(program, path));
    }
}
