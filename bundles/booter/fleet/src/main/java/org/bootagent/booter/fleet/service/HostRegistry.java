package org.bootagent.booter.fleet.service;

import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.wire.RegisterReply;
import org.bootagent.wire.RegisterRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Admits hosts to the fleet and removes them. Thread-safe. */
@Component(service = HostRegistry.class)
public final class HostRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(HostRegistry.class);

    private final FleetCore core;

    @Activate
    public HostRegistry(@Reference FleetCore core) {
        this.core = core;
    }

    /** Registers a host whose address is not counted, as {@link #register(RegisterRequest, String)}. */
    public RegisterReply register(RegisterRequest request) {
        return register(request, null);
    }

    /**
     * Admits a new host. Its reply always has status 0 and a serial number that no other host has.
     *
     * @param from the address it comes from
     * @throws FleetException INVALID, LIMIT
     */
    public RegisterReply register(RegisterRequest request, String from) {
        return core.admission.register(request, from, core.now());
    }

    /**
     * Admits a host that did not come yet. It is offline until it does.
     *
     * @param agentsn null: any
     * @throws FleetException INVALID, CONFLICT (a host has this serial number), LIMIT
     */
    public Host announce(Caller by, String hostname, String agentsn) {
        Host host = core.admission.announce(hostname, agentsn, core.now());
        LOG.info("Host {} is announced as {} by {}", host.hostname(), host.agentsn(), by.id());
        return host;
    }

    /** @throws FleetException FORBIDDEN if the host is known by a certificate, which it shows wherever it comes to */
    public void requireUnbound(String agentsn) {
        Fields.serialNumber(agentsn).ifPresent(core.bonds::requireNone);
    }

    /**
     * Removes a host with its agents, jobs and events. If it still reports, it comes back with its next report.
     *
     * @throws FleetException NOT_FOUND
     */
    public void remove(Caller by, String agentsn) {
        String sn = FleetCore.normal(agentsn);
        if (!core.store.inTransaction(work -> work.hosts().remove(sn))) {
            throw FleetException.noHost(agentsn);
        }
        LOG.info("Host {} is removed by {}", sn, by.id());
        core.unchanged.forget(List.of(sn));
        core.contacts.forget(sn);
        core.duplicates.forget(sn);
        core.troubles.forget(sn);
        core.bonds.forget(sn);
        core.subscribers.removed(sn);
    }
}
