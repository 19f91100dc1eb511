package org.bootagent.booter.fleet.service;

import java.util.Collection;
import org.bootagent.booter.fleet.host.Host;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Notes which hosts are connected, and tells which serial numbers two hosts use. Thread-safe. */
@Component(service = HostPresence.class)
public final class HostPresence {
    private final FleetCore core;

    @Activate
    public HostPresence(@Reference FleetCore core) {
        this.core = core;
    }

    /**
     * Notes that hosts are connected at {@link Host#lastSeen}, or that their connection ended then. A connected host counts as online, whatever it reports, if that is
     * confirmed every minute. May be called late: what a host said since holds.
     */
    public void note(Collection<Host> hosts, boolean connected) {
        hosts.forEach(connected ? core.contacts::connected : core.contacts::disconnected);
    }

    /** Notes that a connection of this host was replaced by another one: until it is known whether that is a second host, neither gets jobs. */
    public void suspect(String agentsn) {
        core.duplicates.suspect(FleetCore.normal(agentsn), core.now());
    }

    /** Returns whether this host gets no jobs now, because two hosts use its serial number, or may do. */
    public boolean held(String agentsn) {
        return core.duplicates.held(FleetCore.normal(agentsn), core.now());
    }

    /** Returns whether two hosts use this serial number. */
    public boolean duplicate(String agentsn) {
        return core.duplicates.certain(FleetCore.normal(agentsn), core.now());
    }

    /** Returns the number of serial numbers that two hosts use. */
    public int duplicates() {
        return core.duplicates.count(core.now());
    }
}
