package org.bootagent.api.report;

import java.util.List;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.osgi.annotation.versioning.ProviderType;

/** Results and events that the server has not confirmed yet. Implemented by {@code report-outbox}. Thread-safe. */
@ProviderType
public interface ReportOutbox {
    /**
     * Adds a result as part of the caller's commit, so that the job's end and the duty to report it are recorded together. A result of the same job replaces
     * the earlier one.
     */
    void add(Metafile.Edit edit, JobResult result);

    /** Returns the oldest results and events, at most so many of each. */
    Batch peek(int maxResults, int maxEvents);

    /** Removes results and events that the server has confirmed. */
    void confirm(Batch batch);

    /**
     * Registers a listener that is called whenever a result or an event has been added and is visible to {@link #peek}. It must not block.
     *
     * @return ends it
     */
    default Runnable onAdded(Runnable listener) {
        return () -> {};
    }

    /** Results and events of one report. */
    record Batch(List<JobResult> results, List<Event> events) {
        public Batch {
            results = List.copyOf(results);
            events = List.copyOf(events);
        }

        public boolean isEmpty() {
            return results.isEmpty() && events.isEmpty();
        }
    }
}
