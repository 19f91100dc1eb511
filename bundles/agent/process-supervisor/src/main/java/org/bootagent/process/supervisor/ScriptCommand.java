package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Script;

/**
 * The words that start a script, and its environment: a session, default signals, the record of its process, its directory, its user, the program.
 *
 * @param user to run as, or null
 */
record ScriptCommand(Script script, ScriptDirectory directory, RunAs user, Map<String, String> host, Path home) {
    private static final String NAME = "bootagent-script";

    /** Arguments: process record, boot id, working directory, then what to run next. */
    private static final String PREPARE = """
            umask 022
            read -r stat </proc/$$/stat && printf '%s %s\\n' "$2" "$stat" >"$1" || exit 125
            cd "$3" || exit 125
            shift 3
            exec "$@"
            """;

    List<String> words(SystemCommands commands, String bootId) throws JobException, IOException {
        var command = new ArrayList<String>();
        commands.env().ifPresent(env -> command.addAll(List.of(env, SystemCommands.RESET_SIGNALS)));
        commands.setsid().ifPresent(command::add);
        command.addAll(List.of(commands.sh(), "-c", PREPARE, NAME));
        command.addAll(List.of(directory.record().toString(), bootId, workDir()));
        if (user != null) {
            command.add(commands.setpriv().orElseThrow());
            command.addAll(user.options());
            command.addAll(List.of("--no-new-privs", "--"));
        }
        command.addAll(List.of(commands.sh(), "-c", SideScript.RUN, NAME));
        late().forEach((name, value) -> command.add(name + '=' + value));
        command.add("--");
        command.addAll(program(commands.sh()));
        command.addAll(script.args());
        return command;
    }

    private List<String> program(String sh) throws JobException {
        if (script.text() != null) {
            String file = directory.text().toString();
            return script.text().startsWith("#!") ? List.of(file) : List.of(sh, file);
        }
        var words = new ArrayList<>(script.command());
        String path = early().get("PATH");
        words.set(
                0,
                Program.find(words.get(0), Path.of(workDir()), path)
                        .orElseThrow(() -> new JobException(
                                ErrorCode.DOES_NOT_START,
                                "there is no " + script.command().get(0) + " in " + workDir() + " or on PATH "
                                        + path)));
        return words;
    }

    private String workDir() {
        if (script.directory() != null) {
            return script.directory();
        }
        if (script.agent() == null) {
            String own = host.getOrDefault("HOME", "/");
            return Files.isDirectory(Path.of(own)) ? own : "/";
        }
        var release = Path.of(script.agent().directory());
        String workDir = script.agent().options().workDir();
        return workDir == null ? release.toString() : release.resolve(workDir).toString();
    }

    SortedMap<String, String> early() {
        var early = script.agent() == null ? AgentEnvironment.inherited(host) : new TreeMap<>(agent().early());
        String[] mark = directory.mark().split("=", 2);
        early.put(mark[0], mark[1]);
        return early;
    }

    private Map<String, String> late() {
        return script.agent() == null ? Map.of() : agent().late();
    }

    private AgentEnvironment agent() {
        return AgentEnvironment.of(
                script.agent(), user, AgentDirectory.of(home, script.agent().name()), host);
    }
}
