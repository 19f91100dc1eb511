package org.bootagent.booter.fleet.job;

import org.osgi.annotation.versioning.ConsumerType;

/** Says which jobs of a host wait for each other, for a host that refuses what comes while it is busy. */
@FunctionalInterface
@ConsumerType
public interface JobLanes {
    /**
     * Jobs of one host that wait for each other.
     *
     * @param name unique on the host
     * @param width how many of them the host may have at a time; 0: none now
     */
    record Lane(String name, int width) {}

    /** The lane of this job, or null: it waits for nobody. */
    Lane lane(FleetJob job);
}
