package org.bootagent.booter.fleet.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.StatusReport;

/** The agents of a report become the agents of the host; only what changed is written. */
public final class ReportedAgents {
    private static final int MAX_NAME = 128;
    private static final int MAX_TEXT = 256;
    public static final int MAX_REASON = 1024;
    private static final int MAX_WORD = 32;
    private static final int MAX_LIMITS = 16;

    /** Reports carry whole seconds and travel: a start that seems to move by less did not. */
    static final Duration START_JITTER = Duration.ofSeconds(5);

    private ReportedAgents() {}

    /** @return those that are otherwise than known */
    static List<HostAgent> keep(UnitOfWork tx, List<HostNews> news) {
        var latest = new LinkedHashMap<String, HostNews>();
        news.stream().filter(one -> one.agents() != null).forEach(one -> latest.put(one.agentsn(), one));
        if (latest.isEmpty()) {
            return List.of();
        }
        var known = new HashMap<String, Map<String, HostAgent>>();
        tx.agents()
                .find(latest.keySet())
                .forEach(agent -> known.computeIfAbsent(agent.agentsn(), absent -> new HashMap<>())
                        .put(agent.name(), agent));
        var changed = new ArrayList<HostAgent>();
        latest.forEach((agentsn, one) ->
                changed.addAll(keep(tx, one.host(), one.agents(), known.getOrDefault(agentsn, Map.of()))));
        if (!changed.isEmpty()) {
            tx.agents().put(changed);
        }
        return changed;
    }

    /** @return those that are otherwise than known */
    private static List<HostAgent> keep(
            UnitOfWork tx, Host host, List<StatusReport.Agent> reported, Map<String, HostAgent> known) {
        Map<String, HostAgent> now = read(host, reported);
        Set<String> gone = new HashSet<>(known.keySet());
        gone.removeAll(now.keySet());
        if (!gone.isEmpty()) {
            tx.agents().remove(host.agentsn(), gone);
        }
        return now.values().stream()
                .filter(agent -> !same(known.get(agent.name()), agent))
                .toList();
    }

    private static Map<String, HostAgent> read(Host host, List<StatusReport.Agent> reported) {
        var agents = new LinkedHashMap<String, HostAgent>();
        for (StatusReport.Agent agent : reported) {
            if (isUsable(agent)) {
                agents.put(agent.name(), read(host, agent));
            }
        }
        return agents;
    }

    static boolean isUsable(StatusReport.Agent agent) {
        String name = agent.name();
        return name != null && !name.isBlank() && name.length() <= MAX_NAME && Fields.printable(name);
    }

    private static HostAgent read(Host host, StatusReport.Agent agent) {
        Instant now = host.lastSeen();
        return new HostAgent(
                host.agentsn(),
                agent.name(),
                Fields.cut(agent.version(), MAX_TEXT),
                HostAgent.wireStatus(agent.status()),
                Fields.cut(agent.state(), MAX_TEXT),
                Math.max(0, agent.pid()),
                started(agent.uptime(), now),
                Math.max(0, agent.restarts()),
                Fields.cut(agent.release(), MAX_TEXT),
                Fields.cut(agent.reason(), MAX_REASON),
                limits(agent.limits()),
                Fields.cut(agent.mechanism(), MAX_WORD),
                Fields.cut(agent.health(), MAX_WORD),
                Fields.cut(agent.healthReason(), MAX_REASON),
                now,
                now);
    }

    /** Returns the limits sorted by name: another order in a report is no change. */
    private static Map<String, String> limits(Map<String, String> reported) {
        var limits = new TreeMap<String, String>();
        reported.forEach((name, value) -> {
            if (limits.size() < MAX_LIMITS && name != null && value != null) {
                limits.put(Fields.cut(name, MAX_WORD), Fields.cut(value, MAX_WORD));
            }
        });
        return limits;
    }

    static Instant started(long uptime, Instant now) {
        return uptime > 0 && uptime < now.getEpochSecond() ? now.minusSeconds(uptime) : null;
    }

    private static boolean same(HostAgent known, HostAgent now) {
        return known != null
                && sameStart(known.started(), now.started())
                && known.withTimesOf(now).equals(now);
    }

    private static boolean sameStart(Instant known, Instant now) {
        if (known == null || now == null) {
            return Objects.equals(known, now);
        }
        return Duration.between(known, now).abs().compareTo(START_JITTER) < 0;
    }
}
