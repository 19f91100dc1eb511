package org.bootagent.booter.fleet.feed;

import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;

/**
 * What hosts reported and is durable now.
 *
 * @param hosts those that reported, by serial number
 * @param agents those that are not as they were
 * @param events an event whose report was repeated may be among them again
 */
public record FleetNews(Map<String, Host> hosts, List<HostAgent> agents, List<FleetEvent> events) {
    public FleetNews {
        hosts = Map.copyOf(hosts);
        agents = List.copyOf(agents);
        events = List.copyOf(events);
    }
}
