package org.bootagent.process.supervisor.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProgramFile;
import org.bootagent.process.supervisor.host.SystemCommands;

/** Finds the program of a command: an absolute path; else in the release and its usual directories; else on the agent's PATH. */
public final class Program {
    /** Directories searched in a release, before the host's: a deb has its program where the host has its own. */
    private static final List<String> DIRECTORIES =
            List.of("", "bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin", "usr/games");

    private Program() {}

    public static String resolve(AgentSpec spec, String path) throws JobException {
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
                                + ", where a package has its programs there, or on PATH " + path));
    }

    /** Returns the file that would be run. */
    public static Optional<ProgramFile> file(AgentSpec spec, String path) {
        return spec.command().stream()
                .findFirst()
                .flatMap(program -> find(program, Path.of(spec.directory()), path))
                .map(file -> new ProgramFile(file, Path.of(file).startsWith(spec.directory())));
    }

    public static Optional<String> find(String program, Path release, String path) {
        if (program.startsWith("/")) {
            return Optional.of(program);
        }
        return in(release, program, Files::isExecutable)
                .or(() -> SystemCommands.onPath(program, path))
                // Not executable: the kernel's refusal says more than that there is no such program.
                .or(() -> in(release, program, file -> true));
    }

    private static Optional<String> in(Path release, String program, Predicate<Path> wanted) {
        return DIRECTORIES.stream()
                .map(directory -> release.resolve(directory).resolve(program))
                .filter(Files::isRegularFile)
                .filter(wanted)
                .map(Path::toString)
                .findFirst();
    }
}
