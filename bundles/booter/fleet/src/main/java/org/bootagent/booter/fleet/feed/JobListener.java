package org.bootagent.booter.fleet.feed;

import java.util.Collection;
import java.util.List;
import org.bootagent.booter.fleet.easyagent.CallbackRequest;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.Fleet;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of jobs and hosts the moment they are durable, on the thread that made them so: it hands on whatever takes time. Several threads may call at once. Implemented
 * by what reaches hosts without waiting for their reports, and by what waits for results. See {@link Fleet#listen}.
 */
@ConsumerType
public interface JobListener {
    /** Whether a job of this host would go out at once, and none waits before it. Such a job counts as sent from the beginning. */
    default boolean reaches(String agentsn) {
        return false;
    }

    /** Jobs that were asked for. Those of hosts that are reached are SENT and this listener's to deliver; the others are QUEUED. */
    default void enqueued(List<FleetJob> jobs) {}

    /** What hosts have reported but results, before {@link #finished} with those. A report that says what is known already is no news. */
    default void heard(FleetNews news) {}

    /** Jobs that have a result now, or were taken back. */
    default void finished(Collection<FleetJob> jobs) {}

    /** A host that was removed. One that is still there may come back. */
    default void removed(String agentsn) {}

    /** Callbacks that a host agent asks for, each time that it has registered and is connected. */
    default void callbacksRequested(CallbackRequest request) {}
}
