package org.bootagent.booter.fleet.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.EasyAgentStore;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.job.FleetJob;

/** Facts of EasyAgent's protocol in the store in memory. */
record MemoryEasyAgent(MemoryStore.State state) implements EasyAgentStore {
    @Override
    public Optional<Sidecar> sidecar(String agentsn) {
        return Optional.ofNullable(state.sidecars.get(agentsn));
    }

    @Override
    public List<Sidecar> sidecars(Collection<String> serialNumbers) {
        return MemoryStore.known(serialNumbers, state.sidecars);
    }

    @Override
    public void putSidecars(Collection<Sidecar> sidecars) {
        sidecars.forEach(sidecar -> state.sidecars.put(sidecar.agentsn(), sidecar));
    }

    @Override
    public Optional<AgentIdentity> identity(String agentId) {
        return Optional.ofNullable(state.identities.get(agentId));
    }

    @Override
    public List<AgentIdentity> identities(Collection<String> serialNumbers) {
        return state.identities.values().stream()
                .filter(identity -> serialNumbers.contains(identity.agentsn()))
                .toList();
    }

    @Override
    public Page<AgentIdentity> identities(String agentsn, Slice slice) {
        var sorted = state.identities.values().stream()
                .sorted(Comparator.comparing(AgentIdentity::agentsn).thenComparing(AgentIdentity::name))
                .toList();
        return MemoryStore.page(
                sorted, identity -> !identity.removed() && MemoryStore.selects(agentsn, identity.agentsn()), slice);
    }

    @Override
    public List<String> unidentified(String agentsn) {
        return state.agents.values().stream()
                .filter(agent -> MemoryStore.selects(agentsn, agent.agentsn()))
                .filter(this::isUnidentified)
                .map(HostAgent::agentsn)
                .distinct()
                .toList();
    }

    private boolean isUnidentified(HostAgent agent) {
        return state.identities.values().stream()
                .noneMatch(identity -> !identity.removed()
                        && identity.agentsn().equals(agent.agentsn())
                        && identity.name().equals(agent.name()));
    }

    @Override
    public void putIdentities(Collection<AgentIdentity> identities) {
        identities.forEach(identity -> state.identities.put(identity.agentId(), identity));
    }

    @Override
    public List<FleetJob> unanswered(Instant before, int limit) {
        return state.jobs.values().stream()
                .filter(job -> job.finished() == null
                        && job.sent() != null
                        && job.sent().isBefore(before))
                .filter(job -> sidecar(job.agentsn()).filter(Sidecar::original).isPresent())
                .sorted(Comparator.comparing(FleetJob::sent))
                .limit(limit)
                .toList();
    }
}
