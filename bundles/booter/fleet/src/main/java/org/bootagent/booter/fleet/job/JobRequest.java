package org.bootagent.booter.fleet.job;

import java.util.Objects;

/**
 * Action that a host is asked for.
 *
 * @param action the verb
 * @param name of the agent, or empty for a job on the host itself
 * @param parameters one JSON object: everything else the host is told
 */
public record JobRequest(String action, String name, String parameters) {
    /** Most characters of {@link #parameters}. */
    public static final int MAX_PARAMETERS = 256 * 1024;

    public JobRequest {
        Objects.requireNonNull(action, "action");
        name = name == null ? "" : name;
        parameters = parameters == null ? "{}" : parameters;
    }
}
