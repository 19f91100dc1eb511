package org.bootagent.booter.fleet.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.agent.HostAgent;

/** Agents of the store in memory. */
record MemoryAgents(MemoryStore.State state) implements AgentStore {
    @Override
    public List<HostAgent> find(String agentsn) {
        return find(List.of(agentsn));
    }

    @Override
    public List<HostAgent> find(Collection<String> serialNumbers) {
        return sorted().stream()
                .filter(agent -> serialNumbers.contains(agent.agentsn()))
                .toList();
    }

    /** Returns all agents, each with the time of its host's last report. */
    private List<HostAgent> sorted() {
        return state.agents.values().stream()
                .map(this::reported)
                .sorted(Comparator.comparing(HostAgent::agentsn).thenComparing(HostAgent::name))
                .toList();
    }

    private HostAgent reported(HostAgent agent) {
        return new HostAgent(
                agent.agentsn(),
                agent.name(),
                agent.version(),
                agent.status(),
                agent.state(),
                agent.pid(),
                agent.started(),
                agent.restarts(),
                agent.release(),
                agent.reason(),
                agent.limits(),
                agent.mechanism(),
                agent.health(),
                agent.healthReason(),
                agent.changed(),
                state.hosts.get(agent.agentsn()).lastSeen());
    }

    @Override
    public Page<HostAgent> list(AgentFilter filter, Slice slice) {
        return MemoryStore.page(
                sorted(),
                agent -> MemoryStore.selects(filter.agentsn(), agent.agentsn())
                        && MemoryStore.selects(filter.name(), agent.name())
                        && MemoryStore.selects(filter.status(), agent.status()),
                slice);
    }

    @Override
    public void put(Collection<HostAgent> agents) {
        agents.forEach(agent -> state.agents.put(List.of(agent.agentsn(), agent.name()), agent));
    }

    @Override
    public void remove(String agentsn, Collection<String> names) {
        names.forEach(name -> state.agents.remove(List.of(agentsn, name)));
    }

    @Override
    public Map<String, Long> countByStatus() {
        return state.agents.values().stream()
                .collect(Collectors.groupingBy(agent -> HostAgent.wireStatus(agent.status()), Collectors.counting()));
    }
}
