package org.bootagent.process.supervisor.state;

import java.util.Objects;
import org.bootagent.api.process.ProcessState;

/**
 * Reason why a wanted agent is left alone until a job starts it. It outlives a restart of the host agent, which is no reason to retry.
 *
 * @param state fatal or killed
 */
public record HaltReason(ProcessState state, String reason) {
    public HaltReason {
        Objects.requireNonNull(state, "state");
        reason = reason == null ? "" : reason;
    }
}
