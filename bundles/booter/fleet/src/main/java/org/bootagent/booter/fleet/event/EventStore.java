package org.bootagent.booter.fleet.event;

import java.time.Instant;
import java.util.Collection;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.osgi.annotation.versioning.ConsumerType;

/** Events in the store, within one unit of work. */
@ConsumerType
public interface EventStore {
    /** Adds events of known hosts; an event known already, by host and id, is left as it is. @return how many were new */
    int add(Collection<FleetEvent> events);

    Page<FleetEvent> list(EventFilter filter, Slice slice);

    long count();

    /** Removes events received before this time. @return their number */
    int prune(Instant before);
}
