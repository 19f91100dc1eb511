package org.bootagent.booter.fleet.easyagent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        // By agent, in the order in which the jobs ended: the last one tells what became of it, and an uninstall leaves
        // nothing to tell.
        var last = new LinkedHashMap<String, FleetJob>();
        finished.stream()
                .filter(job -> job.status() == JobStatus.DONE && changesAgent(job.action()))
                .forEach(job -> last.put(job.agentsn() + '/' + job.name(), job));
        var changing = last.values().stream()
                .filter(job -> state(job.action()).isPresent())
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

    private static boolean changesAgent(String action) {
        return action.equals("uninstall")
                || action.equals("script-uninstall")
                || state(action).isPresent();
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
