package org.bootagent.booter.fleet.service;

import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.HostGateway;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Connects gateways to hosts, and listeners. Thread-safe. */
@Component(service = FleetFeed.class)
public final class FleetFeed {
    private final FleetCore core;

    @Activate
    public FleetFeed(@Reference FleetCore core) {
        this.core = core;
    }

    /** Delivers jobs by this gateway from now on. @return ends that */
    public Runnable connect(HostGateway gateway) {
        return core.subscribers.connect(gateway);
    }

    /** Calls this listener from now on. @return ends that */
    public Runnable subscribe(FleetEvents listener) {
        return core.subscribers.subscribe(listener);
    }
}
