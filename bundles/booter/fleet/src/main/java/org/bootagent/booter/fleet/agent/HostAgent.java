package org.bootagent.booter.fleet.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.api.process.ProcessState;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.intake.ReportedAgents;

/**
 * An agent as its host last reported it.
 *
 * @param agentsn of its host
 * @param name unique on the host
 * @param version of its release
 * @param status {@code stoped}, {@code running}, {@code fatal} or {@code killed}, as on the wire, or {@code unknown}
 * @param state finer than status; empty if the host does not say
 * @param pid of its process, 0 if there is none
 * @param started when its process was started, or null if there is none. Kept instead of the uptime, which would change with every report
 * @param restarts since it was last started on purpose
 * @param release id of its release
 * @param reason why it is in its state
 * @param limits that its process is held to, in the words of a job, such as {@code CPU} to {@code 10%}
 * @param mechanism what holds it to them: {@code cgroup-v2}, {@code cgroup-v1}, {@code polling}, or empty
 * @param health none, starting, healthy or unhealthy; empty if the host does not say
 * @param healthReason why its health check failed last, empty if it did not
 * @param changed when any of this last changed
 * @param reported when its host last reported
 */
public record HostAgent(
        String agentsn,
        String name,
        String version,
        String status,
        String state,
        long pid,
        Instant started,
        int restarts,
        String release,
        String reason,
        Map<String, String> limits,
        String mechanism,
        String health,
        String healthReason,
        Instant changed,
        Instant reported) {
    /** The status of an agent whose host gives it one that does not exist. */
    public static final String UNKNOWN = "unknown";

    private static final Set<String> STATUSES =
            Arrays.stream(ProcessState.values()).map(ProcessState::wireName).collect(Collectors.toUnmodifiableSet());

    public HostAgent {
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(changed, "changed");
        Objects.requireNonNull(reported, "reported");
        version = version == null ? "" : version;
        status = status == null ? "" : status;
        state = state == null ? "" : state;
        release = release == null ? "" : release;
        reason = reason == null ? "" : reason;
        limits = limits == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(limits));
        mechanism = mechanism == null ? "" : mechanism;
        health = health == null ? "" : health;
        healthReason = healthReason == null ? "" : healthReason;
    }

    /** Seconds its process had been running when its host last reported, 0 if there is none. */
    public long uptime() {
        return started == null
                ? 0
                : Math.max(0, Duration.between(started, reported).toSeconds());
    }

    /** A status as writers spell it: readers also accept {@code stopped}. */
    static String spelled(String status) {
        return "stopped".equals(status) ? ProcessState.STOPPED.wireName() : status;
    }

    /** The same as one of the wire's words; {@link #UNKNOWN} for what is none. */
    public static String wireStatus(String status) {
        String spelled = status == null ? "" : spelled(status);
        return STATUSES.contains(spelled) ? spelled : UNKNOWN;
    }

    /** The same, whose process has ended. */
    public HostAgent ended(ProcessState how, String why, Instant now) {
        return new HostAgent(
                agentsn,
                name,
                version,
                how.wireName(),
                "",
                0,
                null,
                restarts,
                release,
                Fields.cut(why, ReportedAgents.MAX_REASON),
                limits,
                mechanism,
                health,
                healthReason,
                now,
                now);
    }

    public HostAgent withTimesOf(HostAgent other) {
        return new HostAgent(
                agentsn,
                name,
                version,
                status,
                state,
                pid,
                other.started,
                restarts,
                release,
                reason,
                limits,
                mechanism,
                health,
                healthReason,
                other.changed,
                other.reported);
    }
}
