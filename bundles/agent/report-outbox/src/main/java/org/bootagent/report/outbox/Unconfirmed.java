package org.bootagent.report.outbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Section;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.ReportOutbox.Batch;

/**
 * Results and events that the server has not confirmed, oldest first, as the metafile keeps them.
 *
 * @param dropped events that had to make room, or null
 */
record Unconfirmed(List<JobResult> results, List<Event> events, DroppedEvents dropped) {
    static final Section<Unconfirmed> SECTION = new Section<>("outbox", Unconfirmed.class);
    static final Unconfirmed NOTHING = new Unconfirmed(List.of(), List.of(), null);

    /** Limit of kept results. The server sends the jobs of dropped results again, and the dispatcher answers them again. */
    static final int MAX_RESULTS = 10_000;

    static final int MAX_EVENTS = 1_000;

    Unconfirmed {
        results = results == null ? List.of() : List.copyOf(results);
        events = events == null ? List.of() : List.copyOf(events);
    }

    Unconfirmed with(JobResult result) {
        var longer = new ArrayList<>(results);
        longer.removeIf(earlier -> sameJob(earlier, result));
        longer.add(result);
        return new Unconfirmed(last(longer, MAX_RESULTS), events, dropped);
    }

    Unconfirmed with(Collection<Event> later, Instant now) {
        var longer = new ArrayList<>(events);
        longer.addAll(later);
        int tooMany = Math.max(0, longer.size() - MAX_EVENTS);
        return new Unconfirmed(
                results, last(longer, MAX_EVENTS), tooMany == 0 ? dropped : DroppedEvents.more(dropped, tooMany, now));
    }

    Unconfirmed without(Batch batch) {
        var confirmedResults = new HashSet<>(batch.results());
        var confirmedEvents = new HashSet<>(batch.events());
        return new Unconfirmed(
                results.stream()
                        .filter(result -> !confirmedResults.contains(result))
                        .toList(),
                events.stream()
                        .filter(event -> !confirmedEvents.contains(event))
                        .toList(),
                dropped == null ? null : dropped.without(batch.events()));
    }

    Batch oldest(int maxResults, int maxEvents) {
        var oldest = new ArrayList<Event>();
        if (dropped != null) {
            oldest.add(dropped.event());
        }
        oldest.addAll(events);
        return new Batch(first(results, maxResults), first(oldest, maxEvents));
    }

    private static boolean sameJob(JobResult a, JobResult b) {
        return key(a).equals(key(b));
    }

    private static List<String> key(JobResult result) {
        return Arrays.asList(result.id(), result.action(), result.name(), result.digest());
    }

    private static <T> List<T> first(List<T> list, int count) {
        return list.subList(0, Math.min(Math.max(count, 0), list.size()));
    }

    private static <T> List<T> last(List<T> list, int count) {
        return list.subList(Math.max(0, list.size() - count), list.size());
    }
}
