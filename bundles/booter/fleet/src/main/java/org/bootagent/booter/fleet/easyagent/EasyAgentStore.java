package org.bootagent.booter.fleet.easyagent;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.job.FleetJob;
import org.osgi.annotation.versioning.ConsumerType;

/** Facts of hosts and agents that only EasyAgent's protocol has, within one unit of work. */
@ConsumerType
public interface EasyAgentStore {
    Optional<Sidecar> sidecar(String agentsn);

    /** Returns the hosts among these that registered by this protocol. */
    List<Sidecar> sidecars(Collection<String> serialNumbers);

    /** Adds or replaces sidecars. */
    void putSidecars(Collection<Sidecar> sidecars);

    Optional<AgentIdentity> identity(String agentId);

    /** Returns the identities of these hosts' agents, removed ones among them. */
    List<AgentIdentity> identities(Collection<String> serialNumbers);

    /**
     * Lists identities that are not removed, sorted by host and name.
     *
     * @param agentsn only of this host; null: of all
     */
    Page<AgentIdentity> identities(String agentsn, Slice slice);

    /**
     * Returns hosts that reported an agent without an identity, or with one that was removed.
     *
     * @param agentsn only this host; null: all
     */
    List<String> unidentified(String agentsn);

    /** Adds or replaces identities. */
    void putIdentities(Collection<AgentIdentity> identities);

    /** Returns jobs that were sent to EasyAgent's own sidecars before this time and have no result, the oldest first. */
    List<FleetJob> unanswered(Instant before, int limit);
}
