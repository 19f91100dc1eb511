package org.bootagent.dispatcher;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Section;

/**
 * Results of the latest jobs, oldest first, so that a job that is sent again is answered and not run again. Kept in a section of its own, because it is long
 * and changes less often.
 */
record DoneJobs(List<JobResult> results) {
    static final Section<DoneJobs> SECTION = new Section<>("jobs-done", DoneJobs.class);
    static final DoneJobs NONE = new DoneJobs(List.of());
    static final int MAX = 2_000;
    static final Duration KEPT = Duration.ofDays(30);

    DoneJobs {
        results = results == null ? List.of() : List.copyOf(results);
    }

    Optional<JobResult> of(Job job) {
        return results.stream()
                .filter(result -> of(result, job.id(), job.action(), job.name(), job.digest()))
                .findFirst();
    }

    private static boolean of(JobResult result, String id, String action, String name, String digest) {
        return result.id().equals(id)
                && result.action().equals(action)
                && result.name().equals(name)
                && result.digest().equals(digest);
    }

    DoneJobs with(JobResult result) {
        Instant oldest = result.finished().minus(KEPT);
        var longer = new ArrayList<>(results);
        longer.removeIf(earlier -> earlier.finished().isBefore(oldest)
                || of(earlier, result.id(), result.action(), result.name(), result.digest()));
        longer.add(result);
        return new DoneJobs(longer.subList(Math.max(0, longer.size() - MAX), longer.size()));
    }
}
