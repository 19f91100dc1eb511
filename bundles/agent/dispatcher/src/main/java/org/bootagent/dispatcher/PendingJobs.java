package org.bootagent.dispatcher;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bootagent.api.metafile.Section;

/** Jobs without a result, in the order they came, as the metafile keeps them. */
record PendingJobs(List<Entry> jobs) {
    static final Section<PendingJobs> SECTION = new Section<>("jobs", PendingJobs.class);
    static final PendingJobs NONE = new PendingJobs(List.of());

    PendingJobs {
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
    }

    /**
     * A job.
     *
     * @param job its message, as JSON text
     * @param started whether a handler may have begun
     */
    record Entry(String key, String job, boolean started) {}

    boolean contains(String key) {
        return jobs.stream().anyMatch(entry -> entry.key().equals(key));
    }

    PendingJobs with(List<Entry> entries) {
        var longer = new ArrayList<>(jobs);
        longer.addAll(entries);
        return new PendingJobs(longer);
    }

    PendingJobs without(String key) {
        return new PendingJobs(
                jobs.stream().filter(entry -> !entry.key().equals(key)).toList());
    }

    PendingJobs started(String key) {
        UnaryOperator<Entry> start = entry -> entry.key().equals(key) ? new Entry(key, entry.job(), true) : entry;
        return new PendingJobs(jobs.stream().map(start).toList());
    }
}
