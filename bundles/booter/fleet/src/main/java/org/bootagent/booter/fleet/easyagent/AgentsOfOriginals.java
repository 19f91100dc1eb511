package org.bootagent.booter.fleet.easyagent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.process.ProcessState;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.UnitOfWork;

/** Agents of EasyAgent's own sidecars, which never list them: what became of an agent follows from its jobs. */
final class AgentsOfOriginals {
    private AgentsOfOriginals() {}

    static void note(UnitOfWork tx, List<FleetJob> finished) {
        var changing = finished.stream()
                .filter(job ->
                        job.status() == JobStatus.DONE && state(job.action()).isPresent())
                .toList();
        if (changing.isEmpty()) {
            return;
        }
        var hosts = changing.stream().map(FleetJob::agentsn).collect(Collectors.toSet());
        Set<String> originals = tx.easyAgent().sidecars(hosts).stream()
                .filter(Sidecar::original)
                .map(Sidecar::agentsn)
                .collect(Collectors.toSet());
        var agents = new ArrayList<HostAgent>();
        changing.stream()
                .filter(job -> originals.contains(job.agentsn()))
                .forEach(job -> state(job.action()).ifPresent(state -> agents.add(agent(job, state))));
        if (!agents.isEmpty()) {
            tx.agents().put(agents);
        }
    }

    private static Optional<ProcessState> state(String action) {
        return switch (action) {
            case "script-install", "install", "stop" -> Optional.of(ProcessState.STOPPED);
            case "start", "restart" -> Optional.of(ProcessState.RUNNING);
            default -> Optional.empty();
        };
    }

    private static HostAgent agent(FleetJob job, ProcessState state) {
        var now = job.finished();
        var started = state == ProcessState.RUNNING ? now : null;
        return new HostAgent(
                job.agentsn(),
                job.name(),
                "",
                state.wireName(),
                "",
                0,
                started,
                0,
                "",
                "",
                Map.of(),
                "",
                "",
                "",
                now,
                now);
    }
}
