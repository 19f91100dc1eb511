package org.bootagent.process.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.EventSink;
import org.bootagent.process.supervisor.host.Contained;
import org.bootagent.process.supervisor.host.Durations;
import org.bootagent.process.supervisor.host.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets agents wait for others when the host agent starts, but not for ever. Looks from time to time, and only while an agent waits. */
final class StartOrder {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(StartOrder.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Scheduler scheduler;
    private final EventSink events;
    private final Duration patience;
    private final Function<String, AgentStatus> status;
    private final Map<String, Waiting> waiting = new TreeMap<>();
    private Instant end = Instant.MIN;

    private record Waiting(Set<String> first, Runnable start) {}

    /** @param status returns the status of an agent, or null */
    StartOrder(Scheduler scheduler, EventSink events, Duration patience, Function<String, AgentStatus> status) {
        this.scheduler = scheduler;
        this.events = events;
        this.patience = patience;
        this.status = status;
    }

    /**
     * Returns the agents that each waits for: those it names that are to run at all. Agents in a circle do not wait for each other.
     *
     * @param after what each agent that is to run says
     */
    static Map<String, Set<String>> plan(Map<String, List<String>> after) {
        var plan = new TreeMap<String, Set<String>>();
        after.forEach((agent, names) -> plan.put(
                agent,
                names.stream()
                        .filter(after::containsKey)
                        .filter(name -> !reaches(after, name, agent, new HashSet<>()))
                        .collect(Collectors.toCollection(TreeSet::new))));
        return plan;
    }

    private static boolean reaches(Map<String, List<String>> after, String from, String to, Set<String> seen) {
        return from.equals(to)
                || (seen.add(from)
                        && after.getOrDefault(from, List.of()).stream()
                                .anyMatch(name -> reaches(after, name, to, seen)));
    }

    synchronized void startAfter(String agent, Set<String> first, Runnable start) {
        LOG.info("Agent {} waits for {}", agent, first);
        waiting.put(agent, new Waiting(first, start));
    }

    /** Begins to look, once it is known which agents wait and all others are being started. */
    synchronized void begin() {
        if (!waiting.isEmpty()) {
            end = scheduler.now().plus(patience);
            lookLater();
        }
    }

    private void lookLater() {
        scheduler.at(scheduler.now().plus(PAUSE), this::look);
    }

    private synchronized void look() {
        boolean late = !scheduler.now().isBefore(end);
        for (var agent : List.copyOf(waiting.keySet())) {
            var first = waiting.get(agent).first();
            List<String> none = List.of();
            var missing = Contained.get("Looking what agent " + agent + " waits for", none, () -> missing(first));
            if (missing.isEmpty() || late) {
                missing.forEach(name -> Contained.run("Event of agent " + agent, () -> tell(agent, name)));
                Contained.run("Starting agent " + agent, waiting.remove(agent).start());
            }
        }
        if (!waiting.isEmpty()) {
            lookLater();
        }
    }

    private List<String> missing(Set<String> first) {
        return first.stream().filter(name -> !isThere(status.apply(name))).toList();
    }

    /** Returns whether an agent is up and well, or will not come at all. */
    private static boolean isThere(AgentStatus first) {
        if (first == null || first.state().isHalted()) {
            return true;
        }
        boolean well = first.health() == HealthState.NONE || first.health() == HealthState.HEALTHY;
        return first.state() == ProcessState.RUNNING && well;
    }

    private void tell(String agent, String first) {
        var now = status.apply(first);
        String how = now.state() == ProcessState.RUNNING ? "not healthy" : "not running";
        String detail = "started without " + first + ", which was " + how + " within " + Durations.format(patience);
        LOG.warn("Agent {} {}", agent, detail);
        events.publish(Event.Type.HOST, agent, detail);
    }
}
