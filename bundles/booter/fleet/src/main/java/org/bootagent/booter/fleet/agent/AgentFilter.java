package org.bootagent.booter.fleet.agent;

/**
 * Selects agents of a list sorted by host and name; a null does not restrict it.
 *
 * @param status as on the wire; {@code stopped} is understood
 */
public record AgentFilter(String agentsn, String name, String status) {
    public static final AgentFilter ALL = new AgentFilter(null, null, null);

    public AgentFilter {
        status = status == null ? null : HostAgent.spelled(status);
    }

    /** Selects all agents of a host. */
    public static AgentFilter of(String agentsn) {
        return new AgentFilter(agentsn, null, null);
    }
}
