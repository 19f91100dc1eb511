package org.bootagent.process.supervisor.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.RunAs;
import org.bootagent.process.supervisor.host.SystemCommands;

/**
 * Everything that a program gets from us, be it an agent, a hook, a health command or a script: {@code contrib/docs/inheritance.md} is its table.
 *
 * <p>Our own commands run before it, as root for the most part, and what an agent wants to have in its environment must not change how: a shell imports functions
 * from it, and every program its libraries. So those get an environment of their own, in which the program's variables are values of ours. They become variables
 * after the rights were given up.
 *
 * @param user to run as, or null: as we do
 * @param noNewPrivileges whether it can never gain rights
 * @param files how many files may be open; 0: the usual
 * @param workDir absolute
 * @param environment all of it
 */
public record Inheritance(
        RunAs user, boolean noNewPrivileges, int files, String workDir, SortedMap<String, String> environment) {
    private static final String CARRIER = "BOOTAGENT_SET_";

    /** Names that every shell takes for a variable and leaves as they are. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that some shell computes, counts, or allows nobody to set. */
    private static final Pattern SHELLS_OWN = Pattern.compile(
            "_|(BASH|COMP_|EPOCH|HIST|KSH)\\w*|E?UID|PPID|PGRP|USER_ID|GROUPS"
                    + "|SHELLOPTS|SHLVL|PWD|OLDPWD|S?RANDOM|SECONDS|LINENO|DIRSTACK|FUNCNAME|PIPESTATUS|OPT(IND|ARG|ERR)|COLUMNS|LINES|TMOUT");

    /** Returns what an agent inherits. */
    public static Inheritance of(AgentSpec spec, RunAs user, SortedMap<String, String> environment) {
        return new Inheritance(user, spec.noNewPrivileges(), spec.limits().files(), workDir(spec), environment);
    }

    private static String workDir(AgentSpec spec) {
        var release = Path.of(spec.directory());
        String workDir = spec.options().workDir();
        return workDir == null ? release.toString() : release.resolve(workDir).toString();
    }

    public Inheritance in(String directory) {
        return new Inheritance(user, noNewPrivileges, files, directory, environment);
    }

    public String path() {
        return environment.get("PATH");
    }

    /** Returns the environment of our own commands, which the program never sees. */
    public Map<String, String> carriers() {
        var carriers = new TreeMap<>(Map.of("PATH", SystemCommands.DEFAULT_PATH));
        int number = 0;
        for (var variable : environment.entrySet()) {
            if (isPlain(variable.getKey())) {
                carriers.put(CARRIER + ++number, variable.getKey() + '=' + variable.getValue());
            }
        }
        return carriers;
    }

    /** The arguments of {@link LaunchScript#PREPARE}. */
    public List<String> preparation() {
        return List.of(files == 0 ? "" : Integer.toString(files), workDir);
    }

    /** Returns the words that drop privileges; empty if there are none to drop. */
    public List<String> identity(SystemCommands commands) throws JobException {
        var options = new ArrayList<String>();
        if (user != null) {
            options.addAll(user.options());
        }
        if (noNewPrivileges) {
            options.add("--no-new-privs");
        }
        if (!options.isEmpty()) {
            options.add(
                    0,
                    commands.setpriv()
                            .orElseThrow(
                                    () -> new JobException(
                                            ErrorCode.HOST,
                                            "user or noNewPrivileges needs setpriv (util-linux), which this host does not have; install it")));
            options.add("--");
        }
        return options;
    }

    /** Returns shell text that turns the carried values into variables. Nothing of the shell's own is left to the program. */
    public String unpacking() {
        int carried = carriers().size() - 1;
        var names = IntStream.rangeClosed(1, carried)
                .mapToObj(number -> CARRIER + number)
                .toList();
        var text = new StringBuilder("unset PATH PWD OLDPWD SHLVL\n");
        if (carried > 0) {
            text.append("{ export");
            // A shell complains of a locale that is not installed.
            names.forEach(name -> text.append(" \"$").append(name).append('"'));
            text.append("; } 2>/dev/null\nunset ")
                    .append(String.join(" ", names))
                    .append('\n');
        }
        return text.toString();
    }

    /** Returns the words of the program; variables that no shell can pass on are set without one. */
    public List<String> program(SystemCommands commands, String program, List<String> arguments) throws JobException {
        var words = new ArrayList<String>();
        for (var variable : environment.entrySet()) {
            if (!isPlain(variable.getKey())) {
                words.add(variable.getKey() + '=' + variable.getValue());
            }
        }
        if (!words.isEmpty()) {
            words.add(0, commands.setter());
            // It would take such a path for one more variable.
            if (program.contains("=")) {
                words.addAll(List.of(
                        commands.nice()
                                .orElseThrow(
                                        () -> new JobException(
                                                ErrorCode.HOST,
                                                program
                                                        + " cannot be run with a variable of such a name: that needs nice (coreutils); install it")),
                        "-n",
                        "0"));
            }
        }
        words.add(program);
        words.addAll(arguments);
        return words;
    }

    private static boolean isPlain(String name) {
        return PLAIN.matcher(name).matches() && !SHELLS_OWN.matcher(name).matches();
    }
}
