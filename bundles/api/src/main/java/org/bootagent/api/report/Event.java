package org.bootagent.api.report;

import java.time.Instant;
import java.util.Objects;

/**
 * An event to report to the server.
 *
 * @param id a UUID
 * @param time when it happened
 * @param agent the agent's name, or empty for the host itself
 * @param type see {@link Type}, as its wire name
 * @param detail for the operator, one line
 */
public record Event(String id, Instant time, String agent, String type, String detail) {
    public Event {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(type, "type");
        agent = agent == null ? "" : agent;
        detail = detail == null ? "" : detail;
    }

    /** The types of events this host sends. */
    public enum Type {
        /** An agent ended unexpectedly. */
        ABNORMAL_EXIT("abnormal-exit"),
        /** An agent failed too often and is not started again. */
        GAVE_UP("gave-up"),
        /** An agent was killed for exceeding a limit. */
        KILLED("killed"),
        /** An agent's health check has failed as often as it may. */
        UNHEALTHY("unhealthy"),
        /** An agent has become healthy: the first time after a start, or again after it was unhealthy. */
        HEALTHY("healthy"),
        /** A command that runs beside an agent's own has failed. */
        HOOK_FAILED("hook-failed"),
        /** An event of the host agent itself. */
        HOST("host");

        private final String wireName;

        Type(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
