package org.bootagent.easyagent.testing.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Frame.Kind;
import org.bootagent.easyagent.testing.Frame.Method;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.ReplayingServer;
import org.bootagent.easyagent.testing.Substitution;

/** Compares the messages that the host sends by itself: failures, health and usages. */
final class UnaskedEvents {
    private static final Set<String> BY_ITSELF = Set.of("agentHealthCheck", "agentError");
    /** Scenarios that check usage reports, which go on in all scenarios. */
    private static final Set<String> PERIODS = Set.of("heartbeat", "process-usages");

    private static final Set<String> USAGES = Set.of("osResourceUsages", "procResourceUsages");

    private final Fixtures fixtures;
    private final Substitution substitution;
    private final Supplier<ReplayingServer> server;
    private final Polling polling;
    private final Duration late;
    private final Findings findings;
    /** Agents that no longer run: nothing of them is waited for. */
    private final Set<String> ended = new LinkedHashSet<>();

    private int seen;

    /**
     * @param server the current one
     * @param late how long to wait for a message that may never come
     */
    UnaskedEvents(
            Fixtures fixtures,
            Substitution substitution,
            Supplier<ReplayingServer> server,
            Polling polling,
            Duration late,
            Findings findings) {
        this.fixtures = fixtures;
        this.substitution = substitution;
        this.server = server;
        this.polling = polling;
        this.late = late;
        this.findings = findings;
    }

    void started(String agentId) {
        ended.remove(agentId);
    }

    void ended(String agentId) {
        ended.add(agentId);
    }

    /** Forgets the messages to a server that was replaced. */
    void clear() {
        seen = 0;
    }

    /** Returns whether the host has reported since the last comparison that an agent failed. */
    boolean hasError() {
        return server.get().events().stream()
                .skip(seen)
                .anyMatch(event -> event.message().bodyName().equals("agentError"));
    }

    /** Waits until the host has reported so many failures, if it does. */
    void awaitErrors(long failures) {
        polling.within(
                late,
                () -> ours().entrySet().stream()
                                .filter(entry -> entry.getKey().startsWith("agentError"))
                                .mapToInt(Map.Entry::getValue)
                                .sum()
                        >= failures);
    }

    /** Waits until the host has told all that the original told in this scenario, if it does. */
    void await(String scenario) {
        polling.within(late, () -> covers(ours(), toldByOriginal(scenario)));
    }

    /** Compares what both told in this scenario. */
    void compare(String scenario) {
        Map<String, Integer> original = toldByOriginal(scenario);
        Map<String, Integer> awaited = new TreeMap<>(original);
        awaited.keySet().removeIf(kind -> ended.stream().anyMatch(kind::contains));
        polling.within(late, () -> covers(ours(), awaited));
        Map<String, Integer> ours = ours();
        seen = server.get().events().size();
        original.forEach((kind, times) -> {
            int mine = ours.getOrDefault(kind, 0);
            if (mine == 0 || (kind.startsWith("agentError") && mine < times)) {
                findings.add(
                        scenario,
                        "event " + kind.split(" ", 2)[0],
                        times(times, kind),
                        mine == 0 ? "" : times(mine, kind));
            }
        });
        ours.forEach((kind, times) -> {
            boolean error = kind.startsWith("agentError");
            if (error ? times > original.getOrDefault(kind, 0) : !original.containsKey(kind) && isStrange(kind)) {
                int then = original.getOrDefault(kind, 0);
                findings.add(
                        scenario,
                        "event " + kind.split(" ", 2)[0],
                        then == 0 ? "" : times(then, kind),
                        times(times, kind));
            }
        });
    }

    private Map<String, Integer> toldByOriginal(String scenario) {
        Map<String, Integer> original = new TreeMap<>();
        for (Frame frame : fixtures.scenario(scenario).stream()) {
            if (frame.isEvent() && isTold(frame.content()) && wasTaken(frame)) {
                original.merge(kind(frame.content()), 1, Integer::sum);
            }
        }
        if (!PERIODS.contains(scenario)) {
            original.keySet().removeIf(kind -> USAGES.contains(kind.split(" ", 2)[0]));
        }
        return original;
    }

    /** Returns whether the original never sent this kind. Periodic messages go on in all scenarios. */
    private boolean isStrange(String kind) {
        return fixtures.stream().stream()
                .filter(Frame::isEvent)
                .map(Frame::content)
                .filter(UnaskedEvents::isTold)
                .noneMatch(event -> kind(event).equals(kind));
    }

    private static String times(int times, String kind) {
        return (kind.startsWith("agentError") ? times + " " : "") + kind.split(" ", 2)[1];
    }

    private boolean wasTaken(Frame event) {
        return fixtures.stream().stream()
                .anyMatch(frame -> frame.is(Method.REPORT_EVENT, Kind.RESPONSE)
                        && frame.call().equals(event.call())
                        && frame.connection() == event.connection());
    }

    private static boolean covers(Map<String, Integer> ours, Map<String, Integer> original) {
        return original.entrySet().stream()
                .allMatch(entry -> ours.getOrDefault(entry.getKey(), 0)
                        >= (entry.getKey().startsWith("agentError") ? entry.getValue() : 1));
    }

    private Map<String, Integer> ours() {
        Map<String, Integer> ours = new TreeMap<>();
        server.get().events().stream()
                .skip(seen)
                .map(received -> substitution.inRecording(received.message()))
                .filter(UnaskedEvents::isTold)
                .forEach(event -> ours.merge(kind(event), 1, Integer::sum));
        return ours;
    }

    private static boolean isTold(Message event) {
        return BY_ITSELF.contains(event.bodyName()) || USAGES.contains(event.bodyName());
    }

    /** Returns the kind of an event: its content without figures; for usages, their owner. */
    private static String kind(Message event) {
        ObjectNode json = Answers.plain(event);
        if (event.bodyName().equals("osResourceUsages")) {
            return "osResourceUsages " + json.path("eventType").asText();
        }
        if (event.bodyName().equals("procResourceUsages")) {
            boolean own = event.body().id("agentId").equals("00000000-0000-0000-0000-000000000000");
            return "procResourceUsages "
                    + (own
                            ? event.body().id("agentId") + " memory and cmd "
                                    + event.body().has("memory") + " "
                                    + event.body().has("cmd")
                            : "of an agent");
        }
        return event.bodyName() + " " + json;
    }
}
