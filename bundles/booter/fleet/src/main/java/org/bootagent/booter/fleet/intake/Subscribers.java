package org.bootagent.booter.fleet.intake;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.FleetNews;
import org.bootagent.booter.fleet.feed.HostGateway;
import org.bootagent.booter.fleet.job.FleetJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gateways and listeners of the fleet. The failure of one affects neither the others nor the caller. Thread-safe. */
public final class Subscribers {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    private final List<HostGateway> gateways = new CopyOnWriteArrayList<>();
    private final List<FleetEvents> listeners = new CopyOnWriteArrayList<>();

    /** @return ends the connection */
    public Runnable connect(HostGateway gateway) {
        return adding(gateways, gateway);
    }

    /** @return ends the subscription */
    public Runnable subscribe(FleetEvents listener) {
        return adding(listeners, listener);
    }

    private static <T> Runnable adding(List<T> all, T one) {
        all.add(one);
        return () -> all.remove(one);
    }

    /** Returns whether a gateway reaches this host. */
    public boolean reach(String agentsn) {
        return gateways.stream().anyMatch(gateway -> gateway.reaches(agentsn));
    }

    public void enqueued(List<FleetJob> jobs) {
        if (!jobs.isEmpty()) {
            tell(gateways, "jobs", gateway -> gateway.deliver(jobs));
            tell(listeners, "new jobs", listener -> listener.enqueued(jobs));
        }
    }

    public void heard(FleetNews news) {
        tell(listeners, "news of hosts", listener -> listener.heard(news));
    }

    public void finished(Collection<FleetJob> jobs) {
        if (!jobs.isEmpty()) {
            tell(listeners, "ended jobs", listener -> listener.finished(jobs));
        }
    }

    public void removed(String agentsn) {
        tell(listeners, "the removal of a host", listener -> listener.removed(agentsn));
    }

    private static <T> void tell(List<T> all, String news, Consumer<T> call) {
        for (T one : all) {
            try {
                call.accept(one);
            } catch (RuntimeException e) {
                LOG.error("{} failed to take {}", one, news, e);
            }
        }
    }
}
