package org.bootagent.process.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;

/**
 * The words that start an agent: a session and the shim; a session, default signals and the launch script; another identity where one is asked for; the program.
 *
 * @param user to run as, or null
 * @param nice how much nicer than ourselves
 */
record LaunchCommand(
        AgentSpec spec, AgentDirectory directory, RunAs user, AgentEnvironment environment, int nice, String bootId) {
    List<String> words(SystemCommands commands, List<Path> entrances) throws JobException {
        String program = Program.resolve(spec, environment.path());
        var command = new ArrayList<String>();
        shim(command, commands);
        prepare(command, commands, entrances);
        environment.late().forEach((name, value) -> command.add(name + '=' + value));
        command.addAll(List.of("--", program));
        command.addAll(spec.command().subList(1, spec.command().size()));
        return command;
    }

    private void shim(List<String> command, SystemCommands commands) {
        commands.setsid().ifPresent(command::add);
        command.addAll(List.of(commands.sh(), "-c", LaunchScript.SHIM, LaunchScript.SHIM_NAME));
        command.addAll(List.of(bootId, directory.exitRecord().toString()));
    }

    private void prepare(List<String> command, SystemCommands commands, List<Path> entrances) throws JobException {
        if (nice != 0) {
            String program = commands.nice().orElseThrow(() -> missing("nice (coreutils)", "limit nice"));
            command.addAll(List.of(program, "-n", Integer.toString(nice)));
        }
        commands.env().ifPresent(env -> command.addAll(List.of(env, SystemCommands.RESET_SIGNALS)));
        commands.setsid().ifPresent(command::add);
        var identity = identity(commands);
        command.addAll(List.of(commands.sh(), "-c"));
        command.add(LaunchScript.PREPARE + (identity.isEmpty() ? LaunchScript.RUN : "exec \"$@\""));
        command.addAll(List.of(LaunchScript.NAME, directory.processRecord().toString(), bootId));
        command.addAll(List.of(directory.log().toString(), workDir()));
        command.add(entrances.stream().map(Path::toString).collect(Collectors.joining("\n")));
        command.add(
                spec.limits().files() == 0 ? "" : Integer.toString(spec.limits().files()));
        if (!identity.isEmpty()) {
            command.addAll(identity);
            command.addAll(List.of(commands.sh(), "-c", LaunchScript.RUN, LaunchScript.NAME));
        }
    }

    private List<String> identity(SystemCommands commands) throws JobException {
        var options = new ArrayList<String>();
        if (user != null) {
            options.addAll(user.options());
        }
        if (spec.noNewPrivileges()) {
            options.add("--no-new-privs");
        }
        if (!options.isEmpty()) {
            options.add(
                    0,
                    commands.setpriv().orElseThrow(() -> missing("setpriv (util-linux)", "user or noNewPrivileges")));
            options.add("--");
        }
        return options;
    }

    private JobException missing(String program, String wanted) {
        return new JobException(
                ErrorCode.HOST,
                "Agent " + spec.name() + " does not start: its " + wanted + " needs " + program
                        + ", which this host does not have; install it");
    }

    private String workDir() {
        var release = Path.of(spec.directory());
        return spec.options().workDir() == null
                ? release.toString()
                : release.resolve(spec.options().workDir()).toString();
    }
}
