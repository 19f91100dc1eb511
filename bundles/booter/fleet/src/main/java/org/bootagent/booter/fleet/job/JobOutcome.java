package org.bootagent.booter.fleet.job;

/**
 * Result of a job.
 *
 * @param errcode null while there is none, and for a job taken back before it was sent
 * @param message empty while there is none
 */
public record JobOutcome(Integer errcode, String message) {
    /** Outcome of a job without a result. */
    public static final JobOutcome NONE = new JobOutcome(null, "");

    public JobOutcome {
        message = message == null ? "" : message;
    }
}
