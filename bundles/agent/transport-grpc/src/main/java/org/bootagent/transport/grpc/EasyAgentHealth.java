package org.bootagent.transport.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.easyagent.proto.AgentHealthCheck;

/**
 * Reports the health of each agent once per period of its check, from the first check after its start, as an original sidecar does. Good health is reported at
 * once, bad health once the check has failed as often in a row as it may. In between, nothing is reported. For one thread.
 */
final class EasyAgentHealth {
    /** Delay within a period, because its check begins with it and takes a moment. */
    private static final Duration SLACK = Duration.ofMillis(400);
    /** Longest wait, so that an agent started meanwhile is seen. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final ProcessSupervisor supervisor;
    private final KnownAgents agents;
    private final Map<String, Watched> watched = new HashMap<>();

    /**
     * A process.
     *
     * @param due when it is told of next, in nanoseconds
     */
    private record Watched(long pid, Duration period, long due) {}

    EasyAgentHealth(ProcessSupervisor supervisor, KnownAgents agents) {
        this.supervisor = supervisor;
        this.agents = agents;
    }

    /**
     * Health checks to report.
     *
     * @param untilNext time until there are more; null: no agent has a check
     */
    record Due(List<AgentHealthCheck> checks, Duration untilNext) {}

    /** @param now in nanoseconds */
    Due look(long now) {
        var checks = new ArrayList<AgentHealthCheck>();
        var seen = new HashMap<String, Watched>();
        boolean any = false;
        for (AgentStatus status : supervisor.statuses()) {
            var id = agents.id(status.name());
            var check = supervisor.spec(status.name()).flatMap(spec -> spec.health());
            any |= id.isPresent() && check.isPresent();
            if (id.isPresent() && check.isPresent() && status.state() == ProcessState.RUNNING) {
                var before = known(status, check.get().period(), now);
                boolean due = now - before.due() >= 0;
                if (due) {
                    say(id.get(), status, checks);
                }
                seen.put(status.name(), due ? after(before, now) : before);
            }
        }
        watched.clear();
        watched.putAll(seen);
        return new Due(checks, any ? untilNext(now) : null);
    }

    private Watched known(AgentStatus status, Duration period, long now) {
        var before = watched.get(status.name());
        if (before != null && before.pid() == status.pid() && before.period().equals(period)) {
            return before;
        }
        long ran = status.uptime().toNanos();
        long left = period.toNanos() - ran % period.toNanos();
        return new Watched(status.pid(), period, now + left + Math.min(period.toNanos() / 2, SLACK.toNanos()));
    }

    private static Watched after(Watched before, long now) {
        long period = before.period().toNanos();
        long late = now - before.due();
        return new Watched(before.pid(), before.period(), before.due() + (late / period + 1) * period);
    }

    private static void say(UUID id, AgentStatus status, List<AgentHealthCheck> checks) {
        boolean bad = status.health() == HealthState.UNHEALTHY;
        // A failure that does not count yet is neither.
        boolean good =
                status.health() == HealthState.HEALTHY && status.healthReason().isEmpty();
        if (bad || good) {
            checks.add(AgentHealthCheck.newBuilder()
                    .setAgentId(Ids.bytes(id))
                    .setFailed(bad)
                    .build());
        }
    }

    private Duration untilNext(long now) {
        return watched.values().stream()
                .map(agent -> Duration.ofNanos(Math.max(0, agent.due() - now)))
                .min(Duration::compareTo)
                .filter(next -> next.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
    }
}
