package org.bootagent.process.supervisor.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.SystemCommands;

/**
 * Words that start an agent: a session and the shim; a session, default signals and the launch script; another identity if requested; the program.
 *
 * @param nice added niceness
 */
public record LaunchCommand(
        AgentSpec spec, AgentDirectory directory, Inheritance inheritance, int nice, String bootId) {
    public List<String> words(SystemCommands commands, List<Path> joinFiles) throws JobException {
        String program = Program.resolve(spec, inheritance.path());
        var command = new ArrayList<String>();
        shim(command, commands);
        prepare(command, commands, joinFiles);
        command.addAll(inheritance.program(
                commands, program, spec.command().subList(1, spec.command().size())));
        return command;
    }

    private void shim(List<String> command, SystemCommands commands) {
        commands.setsid().ifPresent(command::add);
        command.addAll(List.of(commands.sh(), "-c", LaunchScript.SHIM, LaunchScript.SHIM_NAME));
        command.addAll(List.of(bootId, directory.exitRecord().toString()));
    }

    private void prepare(List<String> command, SystemCommands commands, List<Path> joinFiles) throws JobException {
        if (nice != 0) {
            String program = commands.nice()
                    .orElseThrow(
                            () -> new JobException(
                                    ErrorCode.HOST,
                                    "Agent " + spec.name()
                                            + " does not start: its limit nice needs nice (coreutils), which this host does not have; install it"));
            command.addAll(List.of(program, "-n", Integer.toString(nice)));
        }
        command.addAll(commands.freshStart());
        var identity = inheritance.identity(commands);
        String run = LaunchScript.BEFORE_RUN + inheritance.unpacking() + LaunchScript.RUN;
        command.addAll(List.of(commands.sh(), "-c", LaunchScript.BEGIN + (identity.isEmpty() ? run : "exec \"$@\"")));
        command.addAll(List.of(LaunchScript.NAME, directory.processRecord().toString(), bootId));
        command.add(directory.log().toString());
        command.add(joinFiles.stream().map(Path::toString).collect(Collectors.joining("\n")));
        command.addAll(inheritance.preparation());
        if (!identity.isEmpty()) {
            command.addAll(identity);
            command.addAll(List.of(commands.sh(), "-c", run, LaunchScript.NAME));
        }
    }
}
