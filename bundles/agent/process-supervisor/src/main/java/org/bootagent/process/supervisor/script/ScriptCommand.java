package org.bootagent.process.supervisor.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;
import org.bootagent.process.supervisor.host.Accounts;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.RunAs;
import org.bootagent.process.supervisor.host.ShellText;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.launch.AgentEnvironment;
import org.bootagent.process.supervisor.launch.Inheritance;
import org.bootagent.process.supervisor.launch.LaunchScript;
import org.bootagent.process.supervisor.launch.Program;

/** Words that start a script: default signals, a session, the record of its process, its directory, its user, the program. */
record ScriptCommand(Script script, ScriptDirectory directory, Inheritance inheritance) {
    private static final String NAME = "bootagent-script";

    private static final String RECORD = ShellText.of(ScriptCommand.class, "record.sh");
    private static final String RUN = "exec \"$@\"\n";

    /** @param user to run as, or null: the host agent's own */
    static ScriptCommand of(
            Script script,
            ScriptDirectory directory,
            RunAs user,
            Accounts accounts,
            Map<String, String> host,
            Path home) {
        var account = user == null ? accounts.own() : user;
        var agent = script.agent();
        var environment = agent == null
                ? AgentEnvironment.of(account, host)
                : AgentEnvironment.of(agent, account, AgentDirectory.of(home, agent.name()), host);
        String[] mark = directory.mark().split("=", 2);
        environment.put(mark[0], mark[1]);
        var inheritance = agent == null
                ? new Inheritance(null, false, 0, hostDirectory(account), environment)
                : Inheritance.of(agent, user, environment);
        return new ScriptCommand(
                script, directory, script.directory() == null ? inheritance : inheritance.in(script.directory()));
    }

    private static String hostDirectory(RunAs account) {
        return Files.isDirectory(Path.of(account.home())) ? account.home() : "/";
    }

    List<String> words(SystemCommands commands, String bootId) throws JobException {
        var command = new ArrayList<>(commands.freshStart());
        command.addAll(List.of(commands.sh(), "-c", RECORD + LaunchScript.PREPARE + RUN, NAME));
        command.addAll(List.of(directory.record().toString(), bootId));
        command.addAll(inheritance.preparation());
        command.addAll(inheritance.identity(commands));
        command.addAll(List.of(commands.sh(), "-c", inheritance.unpacking() + RUN, NAME));
        var program = program(commands.sh());
        var arguments = new ArrayList<>(program.subList(1, program.size()));
        arguments.addAll(script.args());
        command.addAll(inheritance.program(commands, program.get(0), arguments));
        return command;
    }

    private List<String> program(String sh) throws JobException {
        if (script.text() != null) {
            String file = directory.text().toString();
            return script.text().startsWith("#!") ? List.of(file) : List.of(sh, file);
        }
        var words = new ArrayList<>(script.command());
        String path = inheritance.path();
        String workDir = inheritance.workDir();
        words.set(
                0,
                Program.find(words.get(0), Path.of(workDir), path)
                        .orElseThrow(() -> new JobException(
                                ErrorCode.DOES_NOT_START,
                                "there is no " + script.command().get(0) + " in " + workDir + " or on PATH " + path)));
        return words;
    }
}
