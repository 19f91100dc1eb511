package org.bootagent.process.supervisor.state;

import java.util.Objects;
import org.bootagent.api.process.ProcessState;

/**
 * Why an agent that is wanted is left alone until somebody starts it: it outlives a restart of the host agent, which is no reason to try again.
 *
 * @param state fatal or killed
 */
public record HaltReason(ProcessState state, String reason) {
    public HaltReason {
        Objects.requireNonNull(state, "state");
        reason = reason == null ? "" : reason;
    }
}
