package org.bootagent.report.outbox;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bootagent.api.report.Event;

/**
 * Count of events dropped in favour of later ones; the server hears at least how many.
 *
 * @param id of the event that reports it
 * @param since when the first was dropped
 */
record DroppedEvents(String id, Instant since, long count) {
    private static final String DETAIL = " events dropped: the server could not be reached for too long";

    static DroppedEvents more(DroppedEvents before, int count, Instant now) {
        return before == null
                ? new DroppedEvents(UUID.randomUUID().toString(), now, count)
                : new DroppedEvents(before.id, before.since, before.count + count);
    }

    Event event() {
        return new Event(id, since, "", Event.Type.HOST.wireName(), count + DETAIL);
    }

    /** Subtracts confirmed events; null if none is left. More may have been dropped since the report was made. */
    DroppedEvents without(List<Event> confirmed) {
        for (Event event : confirmed) {
            if (event.id().equals(id)) {
                return remaining(Long.parseLong(event.detail().replace(DETAIL, "")));
            }
        }
        return this;
    }

    private DroppedEvents remaining(long reported) {
        return count > reported ? new DroppedEvents(UUID.randomUUID().toString(), since, count - reported) : null;
    }
}
