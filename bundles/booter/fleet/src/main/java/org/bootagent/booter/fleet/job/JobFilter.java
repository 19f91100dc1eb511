package org.bootagent.booter.fleet.job;

import java.util.Set;

/** Selects jobs of a list, the newest first; a null, or an empty set, does not restrict it. */
public record JobFilter(String agentsn, String name, String action, Set<JobStatus> status) {
    public static final JobFilter ALL = new JobFilter(null, null, null, null);

    public JobFilter {
        status = status == null ? Set.of() : Set.copyOf(status);
    }

    /** Selects all jobs of a host. */
    public static JobFilter of(String agentsn) {
        return new JobFilter(agentsn, null, null, null);
    }
}
