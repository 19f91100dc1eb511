package org.bootagent.process.supervisor.limits;

import java.util.Set;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Keeps agents within their limits; all that only Linux has for it is behind this. */
public interface Limiter extends AutoCloseable {
    /** Returns the resources that it can limit here. */
    Set<Resource> resources();

    /** Returns the name that reports show: {@code cgroup-v2}, {@code cgroup-v1} or {@code polling}. */
    String mechanism();

    /**
     * Prepares an agent's next start. Nothing of an earlier run is left in the scope.
     *
     * @throws JobException {@code LIMITS_UNSUPPORTED}
     */
    LimitScope create(String agent, Limits limits) throws JobException;

    /** Returns the scope of an agent that an earlier host agent started with these limits. */
    LimitScope adopt(String agent, Limits limits);

    /** Returns whether every agent is in a scope that none of its processes leaves by itself, limited or not. */
    default boolean holdsAll() {
        return false;
    }

    /** Ends and removes what an earlier host agent has left behind, other agents' than these. */
    void sweep(Set<String> agents);

    /** Removes what is not in use; agents stay where they are. */
    @Override
    void close();
}
