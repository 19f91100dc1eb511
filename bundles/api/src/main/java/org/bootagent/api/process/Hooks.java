package org.bootagent.api.process;

import java.time.Duration;
import java.util.List;

/**
 * Commands that run beside an agent's own, in its directory, as its user and within its limits. A relative program is looked for in the release. Null: none.
 *
 * @param preStart before each start; if it fails, so does the start
 * @param postStart once the program runs; a failure is only reported
 * @param preStop before the stop signal, when the agent is stopped on purpose; a failure is only reported
 * @param postStop once nothing of a stopped agent is left; a failure is only reported
 * @param timeout of each, 0.1 s to 10 min; default 30 s; then it is killed, which is a failure
 */
public record Hooks(
        List<String> preStart, List<String> postStart, List<String> preStop, List<String> postStop, Duration timeout) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** Removes the hooks of a package. Declared after the bounds, which it must meet as well. */
    public static final Hooks NONE = new Hooks(null, null, null, null, null);

    public Hooks {
        preStart = command(preStart, "preStart");
        postStart = command(postStart, "postStart");
        preStop = command(preStop, "preStop");
        postStop = command(postStop, "postStop");
        timeout = timeout == null ? Duration.ofSeconds(30) : timeout;
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("hooks timeout must be 0.1 to 600 s");
        }
    }

    private static List<String> command(List<String> words, String hook) {
        if (words != null && (words.isEmpty() || words.get(0).isBlank())) {
            throw new IllegalArgumentException("hook " + hook + " must name a program");
        }
        if (words != null && words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("hook " + hook + " must not contain NUL");
        }
        return words == null ? null : List.copyOf(words);
    }
}
