package org.bootagent.report.outbox;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.concurrent.NamedThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the server when the disk is full, and when it has space again. */
final class DiskWatch implements AutoCloseable {
    static final String RELIEVED = "the disk of the home has space again";

    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long PERIOD_SECONDS = 15;

    private final Metafile metafile;
    private final EventSink events;
    private final ScheduledExecutorService timer;
    private boolean troubled;

    DiskWatch(Metafile metafile, EventSink events) {
        this.metafile = metafile;
        this.events = events;
        this.timer = NamedThreads.scheduler("disk-watch");
    }

    void start() {
        var unused = timer.scheduleWithFixedDelay(this::attempt, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Root of the thread. */
    private void attempt() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Cannot check the space on the disk", e);
        }
    }

    void look() {
        change().ifPresent(detail -> events.publish(Event.Type.HOST, "", detail));
    }

    private synchronized Optional<String> change() {
        var trouble = metafile.trouble();
        if (trouble.isPresent() == troubled) {
            return Optional.empty();
        }
        troubled = trouble.isPresent();
        return Optional.of(trouble.orElse(RELIEVED));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
