package org.bootagent.process.supervisor.proc;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * End of a process.
 *
 * @param code its exit code, 128 + n for signal n; empty if unknown, because the shell that waited for it was killed
 * @param at when
 */
public record ProcessEnd(OptionalInt code, Instant at) {
    public static ProcessEnd unknown(Instant at) {
        return new ProcessEnd(OptionalInt.empty(), at);
    }
}
