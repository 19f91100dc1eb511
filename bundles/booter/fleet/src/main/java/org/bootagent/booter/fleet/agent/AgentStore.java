package org.bootagent.booter.fleet.agent;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.osgi.annotation.versioning.ConsumerType;

/** Agents in the store, within one unit of work. */
@ConsumerType
public interface AgentStore {
    /** Returns all agents of a host. */
    List<HostAgent> find(String agentsn);

    /** Returns all agents of these hosts. */
    List<HostAgent> find(Collection<String> serialNumbers);

    Page<HostAgent> list(AgentFilter filter, Slice slice);

    /** Adds or replaces agents. */
    void put(Collection<HostAgent> agents);

    void remove(String agentsn, Collection<String> names);

    /** Returns how many agents there are of each status as on the wire. */
    Map<String, Long> countByStatus();
}
