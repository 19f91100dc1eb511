package org.bootagent.api.job;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the jobs that transports bring. Implemented by {@code dispatcher}. Thread-safe. */
@ProviderType
public interface JobQueue {
    /**
     * Submits jobs that arrived together, in their order. Their intent is durable when this returns. A job whose {@link Job#key()} is waiting or running is
     * ignored; a finished one has its recorded result reported again.
     */
    void submit(List<Job> jobs);

    /** Submits a job; as {@link #submit(List)}. */
    default void submit(Job job) {
        submit(List.of(job));
    }

    /**
     * Submits a job of the host's own; as {@link #submit}, with an id of its own.
     *
     * @param parameters strings, numbers, booleans
     */
    void request(String action, String name, Map<String, Object> parameters);

    /**
     * Records a failure for a job that cannot be accepted, so that it fails alone and its sender learns why.
     *
     * @param result with all fields of the job that could be read
     */
    void reject(JobResult result);

    /**
     * Cancels a job: a waiting one fails at once, a running one is interrupted.
     *
     * @param id of the job; where several share it, all of them
     * @return how many were cancelled
     */
    int cancel(String id);

    /** Returns the unfinished jobs, in order of arrival. */
    List<PendingJob> pending();

    /** Returns the actions that this host can carry out now, by name. */
    List<Action> actions();

    /**
     * A job without a result.
     *
     * @param state {@code waiting} (for its turn, or for its action's bundle) or {@code running}
     * @param progress 0.0 to 1.0
     */
    record PendingJob(String id, String action, String name, String state, double progress, String message) {}

    /**
     * An action and its provider.
     *
     * @param bundle symbolic name
     * @param version of the bundle
     */
    record Action(String action, String bundle, String version) {}
}
