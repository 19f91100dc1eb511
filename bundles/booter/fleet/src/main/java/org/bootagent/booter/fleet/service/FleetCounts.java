package org.bootagent.booter.fleet.service;

import java.time.Instant;
import java.util.Map;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.UnitOfWork;

/**
 * The fleet in numbers.
 *
 * @param agents by status as on the wire
 * @param jobs by status; none left out
 */
public record FleetCounts(long hosts, long online, Map<String, Long> agents, Map<JobStatus, Long> jobs, long events) {
    public FleetCounts {
        agents = Map.copyOf(agents);
        jobs = Map.copyOf(jobs);
    }

    static FleetCounts of(UnitOfWork work, Instant now) {
        return new FleetCounts(
                work.hosts().count(),
                work.hosts().countOnline(now),
                work.agents().countByStatus(),
                work.jobs().countByStatus(),
                work.events().count());
    }
}
