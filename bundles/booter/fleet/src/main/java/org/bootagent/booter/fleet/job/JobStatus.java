package org.bootagent.booter.fleet.job;

import java.util.EnumSet;
import java.util.Set;

/** Status of a job between its request and its result. */
public enum JobStatus {
    /** Waits for its host's next report, or for its turn. */
    QUEUED,
    /** Was in a reply to its host at least once; is in every further reply until its result arrives. */
    SENT,
    /** Ended with errcode 0. */
    DONE,
    /** Ended with another errcode. */
    FAILED,
    /** Taken back before it was sent, or cancelled on the host. */
    CANCELLED;

    /** The statuses of jobs that still have no result. */
    public static final Set<JobStatus> UNFINISHED = Set.copyOf(EnumSet.of(QUEUED, SENT));

    public boolean finished() {
        return !UNFINISHED.contains(this);
    }

    public boolean mayBecome(JobStatus next) {
        return switch (this) {
            case QUEUED -> next != QUEUED;
            // A host may drop a command because it is busy.
            case SENT -> next != SENT;
            case DONE, FAILED, CANCELLED -> false;
        };
    }
}
