package org.bootagent.booter.fleet;

/**
 * A host that registers by EasyAgent's protocol.
 *
 * @param host as it describes itself now
 * @param sidecar the facts of its machine
 * @param admitted whether it is taken in if it is not known yet
 */
public record Newcomer(Host host, Sidecar sidecar, boolean admitted) {
    /** @throws FleetException INVALID (its host name) */
    public Newcomer {
        host = new Host(
                host.agentsn(),
                Fields.hostname(host.hostname()),
                Fields.cut(host.version(), Intake.MAX_VERSION),
                host.tags(),
                Fields.step(host.step()),
                host.uptime(),
                host.actions(),
                host.firstSeen(),
                host.lastSeen());
    }
}
