package org.bootagent.booter.easyagent.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.bootagent.booter.fleet.job.FleetJob;

/**
 * A call that waits for the end of a job.
 *
 * @param before as in {@link Operation}
 * @param patience for the job itself, on its way and while it runs
 * @param keep whether it is to go on though nobody waits any more
 * @param since when, by {@link System#nanoTime}
 */
record Wait(
        FleetJob job,
        FleetJob before,
        Duration patience,
        boolean keep,
        CompletableFuture<FleetJob> result,
        long since) {
    /** How long the job may yet wait for its turn. */
    Duration toBegin(Duration usual) {
        Duration all = patience.compareTo(usual) > 0 ? patience : usual;
        return all.minusNanos(System.nanoTime() - since);
    }
}
