package org.bootagent.process.supervisor.limits;

import java.util.Set;
import org.bootagent.api.process.Limits;

/** Resource that an agent uses together with its children, so that its limit must be held from outside. */
public enum Resource {
    CPU,
    MEMORY,
    PIDS;

    /** Returns the limits of these resources only. */
    static Limits only(Set<Resource> resources, Limits limits) {
        return new Limits(
                resources.contains(CPU) ? limits.cpuPercent() : 0,
                resources.contains(MEMORY) ? limits.memoryBytes() : 0,
                resources.contains(PIDS) ? limits.pids() : 0,
                0,
                0);
    }
}
