package org.bootagent.process.supervisor;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How a process ended by itself.
 *
 * @param code its exit code, 128 + n for signal n; empty if nobody can know, since only a parent is told
 * @param lived how long it had been up
 */
record Exit(OptionalInt code, Duration lived) {
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(6, "ABRT"),
            Map.entry(7, "BUS"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(11, "SEGV"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"),
            Map.entry(24, "XCPU"),
            Map.entry(25, "XFSZ"),
            Map.entry(31, "SYS"));

    /** An exit code that nobody could know is not taken for a success. */
    boolean normal() {
        return code.isPresent() && code.getAsInt() == 0;
    }

    String describe() {
        return how() + " after " + Durations.format(lived);
    }

    private String how() {
        if (code.isEmpty()) {
            return "ended (its exit code is not known: the shell that waited for it was killed, or could not write it down)";
        }
        int value = code.getAsInt();
        String signal = SIGNALS.get(value - 128);
        return signal == null
                ? "ended with exit code " + value
                : "ended by signal " + (value - 128) + " (" + signal + ")";
    }
}
