package org.bootagent.process.supervisor;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessState;
import org.bootagent.process.supervisor.host.Contained;
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

    /** State of an agent that may run: a second process must not be started beside the first. */
    private static final HaltReason UNKNOWN = new HaltReason(
            ProcessState.FATAL,
            "its process could not be looked for, see BootAgent's log; a start ends that process and starts a new one");

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
        var unknown = new HashSet<String>();
        var found = find(entries, unknown);
        launcher.endLeft(Stream.concat(
                        unknown.stream(),
                        found.entrySet().stream()
                                .filter(process -> process.getValue().lives())
                                .map(Map.Entry::getKey))
                .collect(Collectors.toSet()));
        for (var entry : entries) {
            var first = order.getOrDefault(entry.name(), Set.of());
            // One agent that cannot be resumed must not leave the others without a supervisor.
            Contained.run("Resuming agent " + entry.name(), () -> {
                if (unknown.contains(entry.name())) {
                    agents.apply(entry.spec()).rest(UNKNOWN);
                } else {
                    resume(entry, found.get(entry.name()), first);
                }
            });
        }
        startOrder.begin();
        launcher.sweep(entries.stream().map(AgentEntry::name).collect(Collectors.toSet()));
        LOG.info("Supervising {} agents", entries.size());
    }

    /** @param unknown receives the agents whose process may or may not be there */
    private Map<String, AgentProcess> find(Collection<AgentEntry> entries, Set<String> unknown) {
        var found = new HashMap<String, AgentProcess>();
        for (var entry : entries) {
            boolean known = Contained.get("Finding the process of agent " + entry.name(), false, () -> {
                launcher.find(entry.spec()).ifPresent(process -> found.put(entry.name(), process));
                return true;
            });
            if (!known) {
                unknown.add(entry.name());
            }
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
