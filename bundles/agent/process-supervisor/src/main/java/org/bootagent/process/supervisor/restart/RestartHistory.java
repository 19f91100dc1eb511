package org.bootagent.process.supervisor.restart;

import java.time.Instant;
import java.util.Optional;
import org.bootagent.api.process.RestartPreset;

/** Counts an agent's failures, and applies its restart policy to them. Guarded by the lock of the agent. */
public final class RestartHistory {
    private final Instant up;
    private Failures failures = Failures.NONE;

    /** @param up when the supervisor came up */
    public RestartHistory(Instant up) {
        this.up = up;
    }

    /** Forgets all failures, because a job starts the agent. */
    public void clear() {
        failures = Failures.NONE;
    }

    /** Returns the number of failures that count. */
    public int count() {
        return failures.count();
    }

    /** Returns when the agent starts again after this exit, if ever. */
    public Optional<Instant> next(RestartPreset preset, AgentExit exit, Instant now) {
        var decision = RestartPolicy.of(preset).after(exit, failures, now, up);
        failures = decision.failures();
        return decision.restart();
    }

    /** Returns when an agent that was killed for exceeding a limit starts again, if ever. */
    public Optional<Instant> nextAfterKill(RestartPreset preset, AgentExit exit, Instant now) {
        return RestartPolicy.of(preset).restartsKilled() ? next(preset, exit, now) : Optional.empty();
    }
}
