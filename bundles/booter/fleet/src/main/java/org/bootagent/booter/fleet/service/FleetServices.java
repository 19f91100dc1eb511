package org.bootagent.booter.fleet.service;

import java.time.Clock;
import org.bootagent.booter.fleet.easyagent.EasyDesk;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.store.FleetStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** All services of the fleet, for a dialect or an interface that needs most of them. */
@Component(service = FleetServices.class)
public final class FleetServices {
    private final FleetCore core;
    private final HostRegistry registry;
    private final HostService hosts;
    private final HostPresence presence;
    private final AgentService agents;
    private final JobService jobs;
    private final JobDelivery delivery;
    private final EventService events;
    private final ReportService reports;
    private final FleetFeed feed;
    private final FleetTime time;

    @Activate
    public FleetServices(@Reference FleetCore core) {
        this.core = core;
        this.registry = new HostRegistry(core);
        this.hosts = new HostService(core);
        this.presence = new HostPresence(core);
        this.agents = new AgentService(core);
        this.jobs = new JobService(core);
        this.delivery = new JobDelivery(core);
        this.events = new EventService(core);
        this.reports = new ReportService(core);
        this.feed = new FleetFeed(core);
        this.time = new FleetTime(core);
    }

    /** Makes the services of a fleet with the usual bounds, without a framework. */
    public FleetServices(FleetStore store, Welcome welcome, Clock clock) {
        this(store, welcome, clock, FleetBounds.USUAL);
    }

    /** Makes the services of a fleet without a framework. */
    public FleetServices(FleetStore store, Welcome welcome, Clock clock, FleetBounds bounds) {
        this(new FleetCore(store, welcome, clock, bounds));
    }

    public FleetCore core() {
        return core;
    }

    public HostRegistry registry() {
        return registry;
    }

    public HostService hosts() {
        return hosts;
    }

    public HostPresence presence() {
        return presence;
    }

    public AgentService agents() {
        return agents;
    }

    public JobService jobs() {
        return jobs;
    }

    public JobDelivery delivery() {
        return delivery;
    }

    public EventService events() {
        return events;
    }

    public ReportService reports() {
        return reports;
    }

    public FleetFeed feed() {
        return feed;
    }

    public FleetTime time() {
        return time;
    }

    /** Returns the registry of EasyAgent's protocol. */
    public EasyDesk easy() {
        return core.easy;
    }
}
