package org.bootagent.api.job;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/** One run of a job, as its handler sees it. Thread-safe. */
@ProviderType
public interface JobContext {
    /**
     * Tells how far the job is.
     *
     * @param done 0.0 to 1.0
     * @param message what is being done, a phrase; with 1.0, what the result says instead of "success"
     */
    void progress(double done, String message);

    /** True once the job was cancelled or is past its deadline. The handler's thread is also interrupted. */
    boolean cancelled();

    /** How long the job may still take; zero once that is over. It does not mind the host's clock being set. */
    Duration left();

    /** True when this job had begun before the host agent was last started, and has no result yet. */
    boolean resumed();

    /** True when this run is only ended because the host agent stops: the job comes again, and can go on from what is kept for it. */
    default boolean suspended() {
        return false;
    }

    /**
     * To be called between steps.
     *
     * @throws JobException {@link ErrorCode#CANCELLED} or {@link ErrorCode#DEADLINE_EXCEEDED}
     */
    void checkCancelled() throws JobException;
}
