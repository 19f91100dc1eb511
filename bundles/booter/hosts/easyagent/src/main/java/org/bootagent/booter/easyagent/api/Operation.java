package org.bootagent.booter.easyagent.api;

import java.time.Duration;
import org.bootagent.booter.fleet.job.FleetJob;

/**
 * An operation that was asked for.
 *
 * @param agentId of the agent that it is for; of the host itself, the nil UUID
 * @param timeout how long it may take, or null: as usual
 * @param before the job that this one completes, or null: both go out, or neither
 */
record Operation(String agentId, FleetJob job, Duration timeout, FleetJob before) {
    Operation(String agentId, FleetJob job, Duration timeout) {
        this(agentId, job, timeout, null);
    }

    /** Asks for an operation. */
    @FunctionalInterface
    interface Begin {
        Operation begin(V1Call call) throws V1Exception;
    }

    /** Shapes the result of an operation that has ended. */
    @FunctionalInterface
    interface Answer {
        Object of(Operation begun, FleetJob ended) throws V1Exception;
    }
}
