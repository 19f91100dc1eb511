package org.bootagent.booter.fleet;

import java.util.List;
import java.util.Map;

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
