package org.bootagent.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code POST /agent/status}: sent every step. {@code events}, {@code actions}, {@code progress}, {@code instance} and {@code trouble} are this project's and
 * optional.
 *
 * @param version such as {@code bootagent-1.2.4-x86_64}
 * @param uptime seconds since the host agent was started
 * @param timestamp Unix time in seconds
 * @param step seconds to the next report
 * @param actions the actions the host can carry out
 * @param instance of this run of the host agent, another at each start; empty: not reported
 * @param trouble with the host itself, such as a full disk, one line; empty if there is none
 */
public record StatusReport(
        String hostname,
        String agentsn,
        String version,
        long uptime,
        long timestamp,
        int step,
        List<Agent> agents,
        List<Result> jobs,
        List<Event> events,
        List<String> actions,
        List<Progress> progress,
        String instance,
        String trouble) {
    public StatusReport {
        agents = copy(agents);
        jobs = copy(jobs);
        events = copy(events);
        actions = copy(actions);
        progress = copy(progress);
        instance = instance == null ? "" : instance;
        trouble = trouble == null ? "" : trouble;
    }

    /** Report of a host agent that does not identify its run. */
    public StatusReport(
            String hostname,
            String agentsn,
            String version,
            long uptime,
            long timestamp,
            int step,
            List<Agent> agents,
            List<Result> jobs,
            List<Event> events,
            List<String> actions,
            List<Progress> progress) {
        this(hostname, agentsn, version, uptime, timestamp, step, agents, jobs, events, actions, progress, "");
    }

    /** Report of a host without trouble. */
    public StatusReport(
            String hostname,
            String agentsn,
            String version,
            long uptime,
            long timestamp,
            int step,
            List<Agent> agents,
            List<Result> jobs,
            List<Event> events,
            List<String> actions,
            List<Progress> progress,
            String instance) {
        this(
                hostname, agentsn, version, uptime, timestamp, step, agents, jobs, events, actions, progress, instance,
                "");
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /**
     * An agent.
     *
     * @param status {@code stoped}, {@code running}, {@code fatal} or {@code killed}; a reader also accepts {@code stopped}
     * @param uptime seconds since its process was started, 0 if it has none
     * @param state finer than status, this project's: {@code stopped starting running backoff stopping restarting fatal killed}
     * @param pid of its process, 0 if there is none
     * @param restarts since it was last started on purpose
     * @param release id of its release
     * @param reason why it is in its state
     * @param limits that its process is held to, in the form of a job's parameters; this project's, as the next
     * @param mechanism that enforces them: {@code cgroup-v2}, {@code cgroup-v1}, {@code polling}, or empty
     * @param health this project's: {@code none starting healthy unhealthy}
     * @param healthReason why its health check failed last, empty if it did not
     */
    public record Agent(
            String name,
            String version,
            String status,
            long uptime,
            String state,
            long pid,
            int restarts,
            String release,
            String reason,
            Map<String, String> limits,
            String mechanism,
            String health,
            String healthReason) {
        public Agent {
            limits = limits == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(limits));
            mechanism = mechanism == null ? "" : mechanism;
            health = health == null ? "" : health;
            healthReason = healthReason == null ? "" : healthReason;
        }

        /** Agent without limits and without a health check. */
        public Agent(
                String name,
                String version,
                String status,
                long uptime,
                String state,
                long pid,
                int restarts,
                String release,
                String reason) {
            this(name, version, status, uptime, state, pid, restarts, release, reason, Map.of(), "", "", "");
        }
    }

    /**
     * A job's result.
     *
     * @param errcode 0: success
     * @param action and {@code name}: this project's, since two jobs may have one id
     */
    public record Result(String id, int errcode, String message, String action, String name) {}

    /**
     * An event.
     *
     * @param time Unix time in seconds, with milliseconds as decimals
     */
    public record Event(String id, double time, String agent, String type, String detail) {}

    /** Progress of an unfinished job: {@code done} is 0.0 to 1.0. */
    public record Progress(String id, String action, String name, double done, String message) {}
}
