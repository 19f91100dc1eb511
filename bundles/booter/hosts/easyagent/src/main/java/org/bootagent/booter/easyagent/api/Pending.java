package org.bootagent.booter.easyagent.api;

import java.util.concurrent.CompletableFuture;
import org.bootagent.booter.fleet.job.FleetJob;

/**
 * An answer that waits for the end of an operation.
 *
 * @param ended fails with a {@link V1Exception} where it does not end in time
 * @param giveUp ends the wait before its time, as Booter stops
 */
record Pending(CompletableFuture<FleetJob> ended, Shape shape, Runnable giveUp) {
    /** Makes the answer of how the operation ended. */
    @FunctionalInterface
    interface Shape {
        Object of(FleetJob ended) throws V1Exception;
    }
}
