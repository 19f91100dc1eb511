package org.bootagent.booter.publish.pipeline;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.publish.easyagent.AgentIds;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the fleet, and remembers: publishers ask for the same agents over and over. */
@Component
public final class FleetAgentIds implements AgentIds {
    private static final int MOST = 100_000;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final FleetServices fleet;
    private final Map<String, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };

    @Activate
    public FleetAgentIds(@Reference FleetServices fleet) {
        this.fleet = fleet;
    }

    @Override
    public String idOf(String agentsn, String agent) {
        if (ID.matcher(agent).matches()) {
            return agent;
        }
        String key = agentsn + '/' + agent;
        synchronized (known) {
            String id = known.get(key);
            if (id != null) {
                return id;
            }
        }
        String id = ask(agentsn, agent);
        synchronized (known) {
            known.put(key, id);
        }
        return id;
    }

    /** Returns the id that the fleet knows. If the host was removed meanwhile, the id is made of the names. */
    private String ask(String agentsn, String agent) {
        return fleet.hosts().find(agentsn).isPresent()
                ? fleet.easy().agent(agentsn, agent, fleet.time().now()).agentId()
                : UUID.nameUUIDFromBytes((agentsn + '/' + agent).getBytes(StandardCharsets.UTF_8))
                        .toString();
    }
}
