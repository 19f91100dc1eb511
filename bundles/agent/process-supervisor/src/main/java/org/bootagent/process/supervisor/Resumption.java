package org.bootagent.process.supervisor;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.Scheduler;
import org.bootagent.process.supervisor.launch.AgentProcess;
import org.bootagent.process.supervisor.launch.Launcher;
import org.bootagent.process.supervisor.state.Agent;
import org.bootagent.process.supervisor.state.HaltReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Resumes after a restart of the host agent: adopts running agents, starts wanted ones, and stops unwanted ones. */
final class Resumption {
    private static final Logger LOG = LoggerFactory.getLogger(Resumption.class);

    private final Launcher launcher;
    private final Scheduler scheduler;
    private final StartOrder startOrder;
    private final Function<AgentSpec, Agent> agents;

    /** @param agents makes an agent from its definition */
    Resumption(Launcher launcher, Scheduler scheduler, StartOrder startOrder, Function<AgentSpec, Agent> agents) {
        this.launcher = launcher;
        this.scheduler = scheduler;
        this.startOrder = startOrder;
        this.agents = agents;
    }

    void run(Collection<AgentEntry> entries) {
        if (!entries.isEmpty()) {
            launcher.awaitLaunches();
        }
        var order = StartOrder.plan(entries.stream()
                .filter(entry -> entry.wanted() && entry.halt() == null)
                .collect(
                        Collectors.toMap(AgentEntry::name, entry -> entry.spec().after())));
        var found = find(entries);
        launcher.endLeft(found.entrySet().stream()
                .filter(process -> process.getValue().lives())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()));
        for (var entry : entries) {
            resume(entry, found.get(entry.name()), order.getOrDefault(entry.name(), Set.of()));
        }
        startOrder.begin();
        launcher.sweep(entries.stream().map(AgentEntry::name).collect(Collectors.toSet()));
        LOG.info("Supervising {} agents", entries.size());
    }

    private Map<String, AgentProcess> find(Collection<AgentEntry> entries) {
        var found = new HashMap<String, AgentProcess>();
        for (var entry : entries) {
            launcher.find(entry.spec()).ifPresent(process -> found.put(entry.name(), process));
        }
        return found;
    }

    /** @param process of an earlier host agent, or null */
    private void resume(AgentEntry entry, AgentProcess process, Set<String> first) {
        var agent = agents.apply(entry.spec());
        if (entry.wanted() && process != null) {
            agent.adopt(process);
        } else if (entry.wanted()) {
            startUnlessHalted(agent, entry.halt(), first);
        } else if (process != null) {
            finishStop(agent, process);
        }
    }

    private void startUnlessHalted(Agent agent, HaltReason halt, Set<String> first) {
        if (halt != null) {
            agent.rest(halt);
        } else if (first.isEmpty()) {
            agent.startSoon();
        } else {
            startOrder.startAfter(
                    agent.state().status().name(), first, agent.startLater("waits for " + String.join(", ", first)));
        }
    }

    /** Kills leftovers of an ended process at once, before they disturb a start. A live process may take its time to stop. */
    private void finishStop(Agent agent, AgentProcess process) {
        if (process.lives()) {
            agent.adopt(process);
            scheduler.blocking().execute(() -> stop(agent));
        } else {
            process.killRemains();
            launcher.forget(agent.state().status().name());
        }
    }

    private static void stop(Agent agent) {
        try {
            agent.stop();
        } catch (JobException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
