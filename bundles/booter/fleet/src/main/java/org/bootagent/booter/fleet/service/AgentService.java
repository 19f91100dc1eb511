package org.bootagent.booter.fleet.service;

import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists agents as their hosts report them. Thread-safe. */
@Component(service = AgentService.class)
public final class AgentService {
    private final FleetCore core;

    @Activate
    public AgentService(@Reference FleetCore core) {
        this.core = core;
    }

    public Page<HostAgent> list(AgentFilter filter, Slice slice) {
        return core.readLatest(work -> work.agents().list(filter, slice));
    }
}
