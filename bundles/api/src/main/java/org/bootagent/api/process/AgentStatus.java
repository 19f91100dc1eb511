package org.bootagent.api.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.bootagent.api.host.SteadyClock;

/**
 * Current state of an agent.
 *
 * @param name unique on the host
 * @param version of its release
 * @param release id of its release
 * @param state of its process
 * @param pid of its process, 0 if there is none
 * @param started when the process was started, by the {@link SteadyClock}, or null if there is none
 * @param restarts how often it was restarted after ending by itself, since it was last started on purpose
 * @param reason why it is in this state, one line; empty if there is nothing to say
 * @param limits that its process is held to; none if there is no process
 * @param mechanism that enforces the limits: {@code cgroup-v2}, {@code cgroup-v1}, {@code polling}, or several of them joined by {@code +}; empty if none is
 * needed
 * @param health state of its health
 * @param healthReason why its check failed last, one line; empty if it did not
 */
public record AgentStatus(
        String name,
        String version,
        String release,
        ProcessState state,
        long pid,
        Instant started,
        int restarts,
        String reason,
        Limits limits,
        String mechanism,
        HealthState health,
        String healthReason) {
    public AgentStatus {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        reason = reason == null ? "" : reason;
        limits = limits == null ? Limits.NONE : limits;
        mechanism = mechanism == null ? "" : mechanism;
        health = health == null ? HealthState.NONE : health;
        healthReason = healthReason == null ? "" : healthReason;
    }

    /** Returns the time that its process has been up; zero without one. */
    public Duration uptime() {
        var up = started == null ? Duration.ZERO : Duration.between(started, SteadyClock.now());
        return up.isNegative() ? Duration.ZERO : up;
    }

    /** Status of an agent without limits and without a health check. */
    public AgentStatus(
            String name,
            String version,
            String release,
            ProcessState state,
            long pid,
            Instant started,
            int restarts,
            String reason) {
        this(name, version, release, state, pid, started, restarts, reason, Limits.NONE, "", HealthState.NONE, "");
    }
}
