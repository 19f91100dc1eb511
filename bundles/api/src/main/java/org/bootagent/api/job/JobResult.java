package org.bootagent.api.job;

import java.time.Instant;
import java.util.Objects;

/**
 * Result of a job.
 *
 * @param id the job's id
 * @param action the job's action
 * @param name the job's agent, or empty
 * @param digest the job's digest
 * @param errcode see {@link ErrorCode}; an unknown number is kept as it is
 * @param message for the operator; at most {@link #MAX_MESSAGE} characters, longer ones are cut
 * @param finished when
 */
public record JobResult(
        String id, String action, String name, String digest, int errcode, String message, Instant finished) {
    /** Longest message kept. */
    public static final int MAX_MESSAGE = 4096;

    public JobResult {
        Objects.requireNonNull(id, "id");
        message = message == null ? "" : message;
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE - 1) + "…" : message;
        Objects.requireNonNull(finished, "finished");
    }

    /** Returns the key of the job. */
    public String key() {
        return id + '/' + action + '/' + name + '/' + digest;
    }

    public static JobResult of(Job job, ErrorCode code, String message, Instant finished) {
        return new JobResult(job.id(), job.action(), job.name(), job.digest(), code.number(), message, finished);
    }
}
