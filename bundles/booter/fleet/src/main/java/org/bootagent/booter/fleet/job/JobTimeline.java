package org.bootagent.booter.fleet.job;

import java.time.Instant;
import java.util.Objects;

/**
 * Times of a job.
 *
 * @param created when it was asked for
 * @param sent when it was first in a reply to its host, or null
 * @param finished when its result arrived or it was taken back, or null
 * @param attempts in how many replies it was
 */
public record JobTimeline(Instant created, Instant sent, Instant finished, int attempts) {
    public JobTimeline {
        Objects.requireNonNull(created, "created");
    }

    /** Returns the timeline of a job that was never sent. */
    public static JobTimeline begin(Instant created) {
        return new JobTimeline(created, null, null, 0);
    }

    JobTimeline sentAgain(Instant now) {
        return new JobTimeline(created, sent == null ? now : sent, finished, attempts + 1);
    }

    JobTimeline notSent() {
        return new JobTimeline(created, null, finished, attempts);
    }

    JobTimeline ended(Instant now) {
        return new JobTimeline(created, sent, now, attempts);
    }
}
