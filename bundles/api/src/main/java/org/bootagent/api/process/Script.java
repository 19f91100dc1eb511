package org.bootagent.api.process;

import java.util.List;

/**
 * A script or command to run once.
 *
 * @param text of the script, run by the interpreter in its first line ({@code #!}) or else by {@code sh}; null: {@code command} is run
 * @param command program and arguments; empty if there is a text
 * @param args arguments of the script or the command
 * @param agent as which it runs: its user, environment and working directory; null: as the host agent itself
 * @param directory to run in, absolute; null: that of the agent, or the home of the host agent's user
 */
public record Script(String text, List<String> command, List<String> args, AgentSpec agent, String directory) {
    /** Longest text: a MiB of characters. */
    public static final int MAX_TEXT = 1 << 20;

    private static final int MAX_WORDS = 1_024;
    private static final int MAX_WORD = 128 << 10;

    public Script {
        command = command == null ? List.of() : List.copyOf(command);
        args = args == null ? List.of() : List.copyOf(args);
        check((text == null) != command.isEmpty(), "either script or command must be given");
        check(text == null || text.length() <= MAX_TEXT, "script must have at most " + MAX_TEXT + " characters");
        check(text == null || !text.isBlank(), "script is empty");
        check(command.isEmpty() || !command.get(0).isBlank(), "command must name a program");
        check(words(command, args) <= MAX_WORDS, "command and args must be at most " + MAX_WORDS + " words");
        command.forEach(word -> checkWord(word, "command"));
        args.forEach(word -> checkWord(word, "args"));
        check(directory == null || directory.startsWith("/"), "directory must be absolute");
    }

    private static int words(List<String> command, List<String> args) {
        return command.size() + args.size();
    }

    private static void checkWord(String word, String field) {
        check(word.indexOf('\0') < 0, field + " must not contain NUL");
        check(word.length() < MAX_WORD, "a word of " + field + " must be shorter than 128 KiB");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }
}
