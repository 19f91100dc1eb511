package org.bootagent.report.outbox;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.api.report.ReportOutbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what the server has not confirmed. Events of a storm are made durable together: whoever gets the lock writes for all who wait. When the disk fails, events
 * are kept in memory, so that the server hears of them all the same.
 */
final class Outbox implements ReportOutbox, EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MAX_DETAIL = 4096;

    private final Metafile metafile;
    private final Clock clock;
    private final ReentrantLock writing = new ReentrantLock();
    private final Deque<Event> unwritten = new ArrayDeque<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    Outbox(Metafile metafile, Clock clock) {
        this.metafile = metafile;
        this.clock = clock;
    }

    @Override
    public void publish(Event.Type type, String agent, String detail) {
        String cut = detail == null || detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
        var event = new Event(UUID.randomUUID().toString(), clock.instant(), agent, type.wireName(), cut);
        LOG.info("event {}: {} {}", type.wireName(), event.agent(), event.detail());
        synchronized (unwritten) {
            unwritten.add(event);
        }
        writing.lock();
        try {
            if (waiting().contains(event)) {
                write();
            }
        } finally {
            writing.unlock();
        }
        added();
    }

    @Override
    public Runnable onAdded(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void added() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void add(Metafile.Edit edit, JobResult result) {
        edit.afterCommit(this::added);
        edit.put(
                Unconfirmed.SECTION,
                edit.get(Unconfirmed.SECTION).orElse(Unconfirmed.NOTHING).with(result));
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        writing.lock();
        try {
            write();
            return metafile.read(Unconfirmed.SECTION)
                    .orElse(Unconfirmed.NOTHING)
                    .with(waiting(), clock.instant())
                    .oldest(maxResults, maxEvents);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void confirm(Batch batch) {
        if (batch.isEmpty()) {
            return;
        }
        writing.lock();
        try {
            synchronized (unwritten) {
                unwritten.removeAll(batch.events());
            }
            metafile.commit(edit -> edit.get(Unconfirmed.SECTION)
                    .ifPresent(unconfirmed -> edit.put(Unconfirmed.SECTION, unconfirmed.without(batch))));
        } catch (MetafileException e) {
            LOG.error("what the server has confirmed will be sent again: {}", e.getMessage());
        } finally {
            writing.unlock();
        }
    }

    /** Events that are not on the disk yet. */
    int queued() {
        return waiting().size();
    }

    private List<Event> waiting() {
        synchronized (unwritten) {
            return new ArrayList<>(unwritten);
        }
    }

    /** Called with the lock held. */
    private void write() {
        List<Event> events = waiting();
        if (events.isEmpty()) {
            return;
        }
        try {
            metafile.commit(edit -> edit.put(
                    Unconfirmed.SECTION,
                    edit.get(Unconfirmed.SECTION).orElse(Unconfirmed.NOTHING).with(events, clock.instant())));
            written(events.size());
        } catch (MetafileException e) {
            LOG.error("{} events are kept in memory only: {}", events.size(), e.getMessage());
            written(events.size() - Unconfirmed.MAX_EVENTS);
        }
    }

    private void written(int oldest) {
        synchronized (unwritten) {
            for (int i = 0; i < oldest; i++) {
                unwritten.remove();
            }
        }
    }
}
