package org.bootagent.job.upgrade;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;

/**
 * An unfinished upgrade or rollback that has touched the agent.
 *
 * @param job its key
 * @param before the agent's definition before
 * @param up whether the agent was to run
 * @param release id of the new release
 * @param digest of its package
 * @param back facts about the release that a rollback leaves; null: it is an upgrade
 * @param failure why the new release is being taken back; null: it is not
 */
record UpgradeIntent(
        String job, AgentSpec before, boolean up, String release, String digest, Back back, Failure failure) {

    String agent() {
        return before.name();
    }

    /** Returns whether only the options are new. */
    boolean isSameRelease() {
        return release.equals(before.release());
    }

    /**
     * The release that a rollback leaves.
     *
     * @param digest of its package
     * @param bad whether it is to be remembered as bad
     */
    record Back(String digest, boolean bad) {}

    /** A job's failure, as the metafile keeps it. */
    record Failure(ErrorCode code, String message) {
        static Failure of(JobException e) {
            return new Failure(e.code(), e.getMessage());
        }

        JobException asException() {
            return new JobException(code, message);
        }
    }

    UpgradeIntent withFailure(JobException e) {
        return new UpgradeIntent(job, before, up, release, digest, back, Failure.of(e));
    }
}
