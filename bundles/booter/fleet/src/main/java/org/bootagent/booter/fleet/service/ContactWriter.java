package org.bootagent.booter.fleet.service;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes every few seconds when hosts were last heard of. */
final class ContactWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContactWriter.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Runnable write;
    private final ScheduledExecutorService clock = NamedThreads.scheduler("booter-contacts");

    /** @param lag longest time between a report and the write */
    ContactWriter(Runnable write, Duration lag) {
        this.write = write;
        var unused =
                clock.scheduleWithFixedDelay(this::writeOrLog, lag.toMillis(), lag.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Writes the contacts in memory and ends the thread, without an interrupt, which would close the database's file. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            if (clock.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                writeOrLog();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The root of a thread: what escaped would end the schedule for good. */
    private void writeOrLog() {
        try {
            write.run();
        } catch (RuntimeException e) {
            LOG.warn("Cannot write when hosts were last heard of; trying again soon", e);
        }
    }
}
