package org.bootagent.booter.fleet.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.osgi.annotation.versioning.ConsumerType;

/** Jobs in the store, within one unit of work. */
@ConsumerType
public interface JobStore {
    /** Adds jobs of known hosts. @return them in the same order, with their {@code seq} */
    List<FleetJob> add(List<FleetJob> jobs);

    /** Writes what may change of these jobs: status, result, times, attempts, progress. */
    void update(Collection<FleetJob> jobs);

    Optional<FleetJob> find(String id);

    /** Finds a job and keeps other units of work from its host until the end of this one. */
    Optional<FleetJob> findLocked(String id);

    /** Returns the known jobs among these. */
    List<FleetJob> find(Collection<String> ids);

    /** Returns the known jobs among those with these {@code seq}. */
    List<FleetJob> numbered(Collection<Long> seqs);

    /** Returns the jobs of a host without a result, the oldest first. */
    List<FleetJob> unfinished(String agentsn, int limit);

    /** Returns the jobs of these hosts without a result, the oldest first. */
    List<FleetJob> unfinished(Collection<String> serialNumbers, int limitEach);

    /** Returns the jobs of these hosts that wait to be sent, the oldest first. */
    List<FleetJob> queued(Collection<String> serialNumbers, int limitEach);

    Page<FleetJob> list(JobFilter filter, Slice slice);

    /**
     * Finds hosts with many jobs without a result.
     *
     * @param agentsn only this host; null: any
     */
    Set<String> hostsWithOpen(String agentsn, int atLeast);

    /**
     * Moves when jobs without a result were asked for and sent, for a clock that was set.
     *
     * @param by negative: back
     * @param after only times later than this
     */
    void moveTimes(Duration by, Instant after);

    /** Returns how many jobs there are of each status; none is left out. */
    Map<JobStatus, Long> countByStatus();

    /** Removes jobs finished before this time. @return their number */
    int prune(Instant before);
}
