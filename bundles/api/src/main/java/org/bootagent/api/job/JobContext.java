package org.bootagent.api.job;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** Run of a job, as its handler sees it. Thread-safe. */
@ProviderType
public interface JobContext {
    /**
     * Reports the job's progress.
     *
     * @param done 0.0 to 1.0
     * @param message current activity, a phrase; with 1.0, the text of the result instead of "success"
     */
    void progress(double done, String message);

    /** Returns true once the job was cancelled or is past its deadline. The handler's thread is also interrupted. */
    boolean cancelled();

    /** Returns the time that the job may still take, at least zero. Setting the host's clock does not change it. */
    Duration left();

    /** Returns true if this job had begun before the host agent was last started, and has no result yet. */
    boolean resumed();

    /** Returns true if this run ends only because the host agent stops: the job comes again, and can resume from what was kept for it. */
    default boolean suspended() {
        return false;
    }

    /**
     * Throws if the job was cancelled or is past its deadline; call it between steps.
     *
     * @throws JobException {@link ErrorCode#CANCELLED} or {@link ErrorCode#DEADLINE_EXCEEDED}
     */
    void checkCancelled() throws JobException;
}
