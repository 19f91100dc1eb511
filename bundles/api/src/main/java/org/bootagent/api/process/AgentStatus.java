package org.bootagent.api.process;

import java.time.Instant;
import java.util.Objects;

/**
 * An agent as it is now.
 *
 * @param name unique on the host
 * @param version of its release
 * @param release id of its release
 * @param state of its process
 * @param pid of its process, 0 if there is none
 * @param started when the process was started, or null if there is none
 * @param restarts how often it was started again after it ended by itself, since it was last started on purpose
 * @param reason why it is in this state, one line; empty if there is nothing to say
 */
public record AgentStatus(
        String name,
        String version,
        String release,
        ProcessState state,
        long pid,
        Instant started,
        int restarts,
        String reason) {
    public AgentStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        reason = reason == null ? "" : reason;
    }
}
