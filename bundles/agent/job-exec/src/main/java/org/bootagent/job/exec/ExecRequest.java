package org.bootagent.job.exec;

import java.util.List;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.CommandLine;
import org.bootagent.api.process.Script;

/**
 * Parameters of an exec job. The {@code timeout}, in seconds, is the job's own.
 *
 * @param script text of a script
 * @param command in its place: one string, split as a shell would, or an array of words
 * @param args behind either
 */
record ExecRequest(String script, Object command, List<String> args) {
    ExecRequest {
        if (args != null && args.contains(null)) {
            throw new IllegalArgumentException("args must not have a word that is null");
        }
        check(script, words(command), args);
    }

    /** The bounds of a script are its own. */
    private static void check(String script, List<String> command, List<String> args) {
        var unused = new Script(script, command, args, null, null);
    }

    /** @param agent agent as which the script runs, or null */
    Script script(AgentSpec agent) {
        return new Script(script, words(command), args, agent, null);
    }

    private static List<String> words(Object command) {
        if (command == null) {
            return List.of();
        }
        if (command instanceof String text) {
            return CommandLine.split(text);
        }
        if (command instanceof List<?> words && words.stream().allMatch(String.class::isInstance)) {
            return words.stream().map(String.class::cast).toList();
        }
        throw new IllegalArgumentException("command must be a string or an array of strings");
    }
}
