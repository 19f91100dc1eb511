package org.bootagent.process.supervisor.limits;

import java.util.Set;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.Limits;

/** Holds agents to their limits. All Linux-specific mechanisms are behind this interface. */
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

    /** Kills and removes what an earlier host agent left of agents other than these. */
    void sweep(Set<String> agents);

    /** Removes unused groups; running agents stay where they are. */
    @Override
    void close();
}
