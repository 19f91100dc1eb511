package org.bootagent.booter.fleet.service;

import java.time.Instant;
import org.bootagent.booter.fleet.host.Host;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells the fleet's time. Thread-safe. */
@Component(service = FleetTime.class)
public final class FleetTime {
    private final FleetCore core;

    @Activate
    public FleetTime(@Reference FleetCore core) {
        this.core = core;
    }

    /** Returns the present time by the clock that everything in the fleet goes by, in whole milliseconds; see {@link Host#online}. */
    public Instant now() {
        return core.now();
    }
}
