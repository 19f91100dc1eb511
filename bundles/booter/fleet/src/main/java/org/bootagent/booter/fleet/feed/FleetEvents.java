package org.bootagent.booter.fleet.feed;

import java.util.Collection;
import java.util.List;
import org.bootagent.booter.fleet.job.FleetJob;
import org.osgi.annotation.versioning.ConsumerType;

/** Listener to jobs and hosts, called as soon as they are durable and on the thread that made them so: anything slow is handed on. Several threads may call at once. */
@ConsumerType
public interface FleetEvents {
    /** Called with jobs that were asked for. */
    default void enqueued(List<FleetJob> jobs) {}

    /** Called with what hosts have reported but results, before {@link #finished} with those. A report that repeats what is known is no news. */
    default void heard(FleetNews news) {}

    /** Called with jobs that have a result now, or were taken back. */
    default void finished(Collection<FleetJob> jobs) {}

    /** Called with a host that was removed. If it still reports, it comes back. */
    default void removed(String agentsn) {}
}
