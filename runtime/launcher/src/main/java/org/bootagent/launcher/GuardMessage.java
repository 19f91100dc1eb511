package org.bootagent.launcher;

import java.util.Set;
import org.bootagent.api.host.HostConfig;

/**
 * Message of the guard to the process that it starts.
 *
 * @param guard its process; 0: there is none
 * @param release what this is started from
 * @param onTrial whether it goes back to another version unless this one proves good
 * @param awaited whether somebody waits for what becomes of this start: it is on trial, or has come back from one
 * @param requested whether the process before it asked for this start, as its server wanted
 */
record GuardMessage(long guard, String release, boolean onTrial, boolean awaited, boolean requested) {
    private static final String PROPERTY = "bootagent.guard";
    private static final GuardMessage NONE = new GuardMessage(0, HostConfig.BASE, false, false, false);

    /** Reads the message for this process. */
    static GuardMessage own() {
        return of(System.getProperty(PROPERTY, ""));
    }

    /**
     * Parses {@code PID:STATE:RELEASE}, where the state is {@code trial}, {@code back}, {@code requested} or {@code settled}. Any other form, as of another guard,
     * counts as none.
     */
    static GuardMessage of(String word) {
        String[] parts = word.split(":", 3);
        if (parts.length < 3 || !parts[0].matches("[0-9]{1,18}")) {
            return NONE;
        }
        String state = parts[1];
        return new GuardMessage(
                Long.parseLong(parts[0]),
                parts[2],
                state.equals("trial"),
                !Set.of("settled", "requested").contains(state),
                state.equals("requested"));
    }
}
