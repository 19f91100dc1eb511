package org.bootagent.booter.easyagent.api;

import java.time.Duration;
import java.util.function.BinaryOperator;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what becomes of operations whose callers are answered as Booter stops. Takes back what has not begun, until the store fails or the time for that is over:
 * thousands may wait, and a store that is away takes seconds to say so. Thread-safe.
 */
final class Fates {
    private static final Logger LOG = LoggerFactory.getLogger(Fates.class);

    /** A process that stops is cut off after 30 s, and other parts stop after this one. */
    private static final Duration TIME = Duration.ofSeconds(5);

    private final FleetServices fleet;
    private final BinaryOperator<FleetJob> takeBack;
    private Long began;
    private boolean over;

    /** @param takeBack takes back a job and the one that it completes, and returns the job as it is then */
    Fates(FleetServices fleet, BinaryOperator<FleetJob> takeBack) {
        this.fleet = fleet;
        this.takeBack = takeBack;
    }

    /** Tells what becomes of a job that the store was not asked about. */
    static String unknown(FleetJob job) {
        return "is taken back when Booter starts again, unless the host has it or it is to be kept; "
                + Operations.follow(job);
    }

    /** Tells what becomes of the job of a call. */
    String of(Wait wait) {
        if (hasTime()) {
            try {
                return known(wait);
            } catch (FleetException e) {
                LOG.debug("Operation {} cannot be taken back", wait.job().seq(), e);
            } catch (RuntimeException | Error e) {
                end("the store failed", e);
            }
        }
        return unknown(wait.job());
    }

    private String known(Wait wait) {
        FleetJob job = wait.job();
        FleetJob now = wait.keep() ? fleet.jobs().get(job.id()) : takeBack.apply(job, wait.before());
        if (now.status().finished()) {
            return Operations.neverBegun(now)
                    ? "is taken back and will not run"
                    : "has ended; " + Operations.follow(now);
        }
        if (now.sent() != null) {
            return "is with the host and goes on; " + Operations.follow(now);
        }
        return (wait.keep() ? "is kept for the host" : "is just being sent and may run")
                + "; "
                + Operations.follow(now);
    }

    private synchronized boolean hasTime() {
        if (began == null) {
            began = System.nanoTime();
        }
        if (System.nanoTime() - began > TIME.toNanos()) {
            end("it takes more than " + TIME.toSeconds() + " s", null);
        }
        return !over;
    }

    private synchronized void end(String why, Throwable cause) {
        if (!over) {
            LOG.warn("Operations that are waited for are taken back at the next start, unless sent: {}", why, cause);
        }
        over = true;
    }
}
