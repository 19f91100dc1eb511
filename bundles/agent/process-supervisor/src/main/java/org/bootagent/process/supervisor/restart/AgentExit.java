package org.bootagent.process.supervisor.restart;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import org.bootagent.process.supervisor.host.Durations;

/**
 * An exit of a process by itself.
 *
 * @param code its exit code, 128 + n for signal n; empty if unknown, because only a parent is told
 * @param lived how long it had been up
 * @param left whether it has left processes behind
 */
public record AgentExit(OptionalInt code, Duration lived, boolean left) {
    /** Longest life of a program that goes into the background. */
    private static final Duration SOON = Duration.ofMinutes(1);

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

    public AgentExit(OptionalInt code, Duration lived) {
        this(code, lived, false);
    }

    /** Returns whether the program may have gone into the background, where nobody can see how it is. */
    public boolean looksLikeADaemon() {
        return normal() && lived.compareTo(SOON) < 0;
    }

    /** Returns whether it was a success; an unknown exit code is not. */
    public boolean normal() {
        return code.isPresent() && code.getAsInt() == 0;
    }

    public String describe() {
        String background = left && looksLikeADaemon()
                ? ", and the processes that it left were ended too: it goes into the background; run it in the foreground"
                        + " (such as nginx -g 'daemon off;', or without an option like --daemon)"
                : "";
        return how() + " after " + Durations.format(lived) + background;
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
