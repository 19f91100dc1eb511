package org.bootagent.booter.fleet.feed;

import java.util.List;
import org.bootagent.booter.fleet.job.FleetJob;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Way to hosts that are reached without waiting for their reports, one a dialect; a dialect whose hosts poll has none. Called on the thread that made the jobs
 * durable, so anything slow is handed on. Several threads may call at once.
 */
@ConsumerType
public interface HostGateway {
    /** Returns whether a job of this host would go out at once, and none waits before it. Such a job counts as sent from the beginning. */
    boolean reaches(String agentsn);

    /** Delivers jobs of hosts that it reached when they were asked for. Other jobs among these are QUEUED; the gateway asks for them when their host can have them. */
    void deliver(List<FleetJob> jobs);
}
