package org.bootagent.booter.fleet.service;

import java.time.Instant;
import java.util.Optional;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Finds and counts hosts. Thread-safe. */
@Component(service = HostService.class)
public final class HostService {
    private final FleetCore core;

    @Activate
    public HostService(@Reference FleetCore core) {
        this.core = core;
    }

    /** @throws FleetException NOT_FOUND */
    public Host get(String agentsn) {
        return find(agentsn).orElseThrow(() -> FleetException.noHost(agentsn));
    }

    public Optional<Host> find(String agentsn) {
        return core.read(work -> work.hosts().find(FleetCore.normal(agentsn))).map(core.contacts::latest);
    }

    public Page<Host> list(HostFilter filter, Slice slice) {
        Instant now = core.now();
        return core.readLatest(work -> work.hosts().list(filter, now, slice));
    }

    /** Returns the trouble with itself that the host last reported, such as a full disk; empty if none. */
    public String trouble(String agentsn) {
        return core.troubles.of(FleetCore.normal(agentsn));
    }

    /** Counts the fleet: hosts, agents, jobs, events. */
    public FleetCounts counts() {
        Instant now = core.now();
        return core.readLatest(work -> FleetCounts.of(work, now));
    }
}
