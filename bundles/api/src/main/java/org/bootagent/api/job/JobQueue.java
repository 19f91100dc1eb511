package org.bootagent.api.job;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** Takes the jobs that transports bring. Implemented by {@code dispatcher}. Thread-safe. */
@ProviderType
public interface JobQueue {
    /**
     * Takes jobs that came together, in their order. Their intent is durable when this returns. A job whose {@link Job#key()} is waiting or running is ignored; one
     * that is done has its recorded result reported again.
     */
    void submit(List<Job> jobs);

    /** Takes a job; as {@link #submit(List)}. */
    default void submit(Job job) {
        submit(List.of(job));
    }

    /**
     * Takes a job that the host itself wants done; as {@link #submit}, with an id of its own.
     *
     * @param parameters strings, numbers, booleans
     */
    void request(String action, String name, Map<String, Object> parameters);

    /**
     * Records a failure for a job that cannot even be taken, so that it fails alone and its sender hears why.
     *
     * @param result with whatever of the job could be read
     */
    void reject(JobResult result);

    /**
     * Cancels a job: one that waits fails at once, one that runs is interrupted.
     *
     * @param id of the job; where several share it, all of them
     * @return how many were cancelled
     */
    int cancel(String id);

    /** Jobs without a result, in the order they came. */
    List<PendingJob> pending();

    /** The actions this host can carry out now, by name. */
    List<Action> actions();

    /**
     * A job without a result.
     *
     * @param state {@code waiting} (for its turn, or for its action's bundle) or {@code running}
     * @param progress 0.0 to 1.0
     */
    record PendingJob(String id, String action, String name, String state, double progress, String message) {}

    /**
     * An action and who provides it.
     *
     * @param bundle symbolic name
     * @param version of the bundle
     */
    record Action(String action, String bundle, String version) {}
}
