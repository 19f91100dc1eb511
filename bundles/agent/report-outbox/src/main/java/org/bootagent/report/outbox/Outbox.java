package org.bootagent.report.outbox;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.concurrent.GroupCommit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps results and events until the server confirms them. Events of a storm are made durable together. When the disk fails, events are kept in memory, so that
 * the server still hears of them.
 */
@Component(service = {ReportOutbox.class, EventSink.class})
public final class Outbox implements ReportOutbox, EventSink {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final int MAX_DETAIL = 4096;

    private final Metafile metafile;
    private final Spool outputs;
    private final Clock clock;
    private final DiskWatch disk;
    private final GroupCommit<Event> commits = new GroupCommit<>(this::write);
    /** Events that are not on the disk yet. Guarded by itself. */
    private final List<Event> unwritten = new ArrayList<>();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** @param outputs kept as long as the results of their jobs are in here */
    @Activate
    public Outbox(@Reference Metafile metafile, @Reference Spool outputs) {
        this(metafile, outputs, Clock.systemUTC());
    }

    Outbox(Metafile metafile, Spool outputs, Clock clock) {
        this.metafile = metafile;
        this.outputs = outputs;
        this.clock = clock;
        this.disk = new DiskWatch(metafile, this);
    }

    @Activate
    void watchDisk() {
        disk.start();
    }

    @Deactivate
    void close() {
        disk.close();
    }

    @Override
    public void publish(Event.Type type, String agent, String detail) {
        String cut = detail == null || detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
        var event = new Event(UUID.randomUUID().toString(), clock.instant(), agent, type.wireName(), cut);
        LOG.info("Event {}: {} {}", type.wireName(), event.agent(), event.detail());
        commits.commit(event);
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
        // Before anybody hears that there is a result: the output goes first.
        edit.afterCommit(() -> outputs.revive(result.key()));
        edit.afterCommit(this::added);
        edit.put(
                Unconfirmed.SECTION,
                edit.get(Unconfirmed.SECTION).orElse(Unconfirmed.NOTHING).with(result));
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        disk.look();
        var batch = oldest(maxResults, maxEvents);
        batch.results().forEach(result -> outputs.complete(result.key()));
        return batch;
    }

    private Batch oldest(int maxResults, int maxEvents) {
        synchronized (unwritten) {
            write(List.of());
            return metafile.read(Unconfirmed.SECTION)
                    .orElse(Unconfirmed.NOTHING)
                    .with(unwritten, clock.instant())
                    .oldest(maxResults, maxEvents);
        }
    }

    @Override
    public void confirm(Batch batch) {
        if (!batch.isEmpty()) {
            forget(batch);
        }
        batch.results().forEach(result -> outputs.retire(result.key()));
    }

    private void forget(Batch batch) {
        synchronized (unwritten) {
            unwritten.removeAll(batch.events());
            try {
                metafile.commit(edit -> edit.get(Unconfirmed.SECTION)
                        .ifPresent(unconfirmed -> edit.put(Unconfirmed.SECTION, unconfirmed.without(batch))));
            } catch (MetafileException e) {
                LOG.error(
                        "Confirmed results and events will be sent again, as the confirmation cannot be written: {}",
                        e.getMessage());
            }
        }
    }

    /** Returns the number of events that are not on the disk yet. */
    int queued() {
        synchronized (unwritten) {
            return unwritten.size();
        }
    }

    private void write(List<Event> more) {
        synchronized (unwritten) {
            unwritten.addAll(more);
            if (!unwritten.isEmpty()) {
                writeUnwritten();
            }
        }
    }

    private void writeUnwritten() {
        try {
            metafile.commit(edit -> edit.put(
                    Unconfirmed.SECTION,
                    edit.get(Unconfirmed.SECTION).orElse(Unconfirmed.NOTHING).with(unwritten, clock.instant())));
            unwritten.clear();
        } catch (MetafileException e) {
            LOG.error("Keeping {} events in memory only: {}", unwritten.size(), e.getMessage());
            unwritten
                    .subList(0, Math.max(0, unwritten.size() - Unconfirmed.MAX_EVENTS))
                    .clear();
        }
    }
}
