package org.bootagent.booter.fleet.store;

import java.util.List;
import org.bootagent.booter.fleet.job.FleetJob;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Part that a dialect takes in the fleet's own transactions, so that its tables and the fleet's never contradict each other. Quick, and without effects outside the
 * unit of work, which may be undone and run again. An exception undoes the whole unit of work.
 */
@ConsumerType
public interface FleetHook {
    /** Called with jobs that have a result now, or are taken back, after they were written and before that is durable. */
    void finished(UnitOfWork work, List<FleetJob> jobs);
}
