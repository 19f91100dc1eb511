package org.bootagent.booter.fleet.event;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened on a host.
 *
 * @param id given by the host, unique there
 * @param agentsn of the host
 * @param agent the agent's name, or empty for the host itself
 * @param type such as {@code abnormal-exit}
 * @param detail for the operator, one line
 * @param time when it happened, by the host's clock
 * @param received when this Booter heard of it
 */
public record FleetEvent(
        String id, String agentsn, String agent, String type, String detail, Instant time, Instant received) {
    public FleetEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(received, "received");
        agent = agent == null ? "" : agent;
        type = type == null ? "" : type;
        detail = detail == null ? "" : detail;
    }
}
