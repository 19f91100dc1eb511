package org.bootagent.booter.fleet.service;

import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lists events of hosts. Thread-safe. */
@Component(service = EventService.class)
public final class EventService {
    private final FleetCore core;

    @Activate
    public EventService(@Reference FleetCore core) {
        this.core = core;
    }

    public Page<FleetEvent> list(EventFilter filter, Slice slice) {
        return core.read(work -> work.events().list(filter, slice));
    }
}
