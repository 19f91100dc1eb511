package org.bootagent.booter.fleet.job;

/**
 * Progress of a job.
 *
 * @param done 0.0 to 1.0
 * @param message what is being done, a phrase
 */
public record JobProgress(double done, String message) {
    /** Progress of a job that has not begun. */
    public static final JobProgress NONE = new JobProgress(0, "");

    public JobProgress {
        message = message == null ? "" : message;
    }
}
