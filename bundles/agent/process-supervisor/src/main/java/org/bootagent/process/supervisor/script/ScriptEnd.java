package org.bootagent.process.supervisor.script;

import java.util.List;
import java.util.Map;

/**
 * End of a script by itself.
 *
 * @param code its exit code; 128 + n: it ended by signal n
 * @param left what it has started that runs on, such as {@code sleep (pid 4711)}; whatever that writes is not kept
 */
public record ScriptEnd(int code, List<String> left) {
    private static final Map<Integer, String> SIGNALS =
            Map.of(1, "HUP", 2, "INT", 6, "ABRT", 9, "KILL", 11, "SEGV", 13, "PIPE", 15, "TERM");

    public ScriptEnd {
        left = List.copyOf(left);
    }

    /** Describes the end to an operator, such as {@code exit code 3} or {@code signal 9 (KILL)}. */
    public String describe() {
        String signal = SIGNALS.get(code - 128);
        String end = signal == null ? "exit code " + code : "signal " + (code - 128) + " (" + signal + ")";
        return left.isEmpty() ? end : end + "; it has left running: " + String.join(", ", left);
    }
}
