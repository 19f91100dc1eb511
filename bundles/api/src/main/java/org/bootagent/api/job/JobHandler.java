package org.bootagent.api.job;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries out one or more actions. Register it as a service with {@link JobActions}; of two handlers of one action, the one with the higher service ranking,
 * then the older one, serves.
 *
 * <p>Called on a worker thread, never twice at once for the same agent. After a crash of the host agent the same job is handed over again with {@link
 * JobContext#resumed()} true: the handler then finishes the job, or undoes it and fails.
 */
@ConsumerType
public interface JobHandler {
    /**
     * Returns when the job is done; its effects are then on disk.
     *
     * @throws JobException when it is not; the handler has then undone what it did
     */
    void handle(Job job, JobContext context) throws JobException;
}
