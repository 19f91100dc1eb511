package org.bootagent.booter.fleet.easyagent;

import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.intake.Intake;

/**
 * A host that registers by EasyAgent's protocol.
 *
 * @param host as it describes itself now
 * @param sidecar the facts of its machine
 * @param admitted whether it is taken in if it is not known yet
 * @param certificate whose certificate it has shown, at most 1024 characters; null: it need not show one
 * @param from the address it comes from, by which new hosts are counted; null: they are not
 */
public record Newcomer(Host host, Sidecar sidecar, boolean admitted, String certificate, String from) {
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

    /** A newcomer that need not show a certificate. */
    public Newcomer(Host host, Sidecar sidecar, boolean admitted) {
        this(host, sidecar, admitted, null, null);
    }
}
