package org.bootagent.booter.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.FleetEvent;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.jdbi.v3.core.Handle;

/** The table {@code event}. */
final class EventTable {
    private static final String COLUMNS = "id, agentsn, agent, type, detail, time, received";

    private final Handle handle;

    EventTable(Handle handle) {
        this.handle = handle;
    }

    int add(Collection<FleetEvent> events) {
        Set<String> known = known(events);
        var batch = handle.prepareBatch("INSERT INTO event (id, agentsn, agent, type, detail, time, received)"
                + " VALUES (:id, :agentsn, :agent, :type, :detail, :time, :received)");
        for (FleetEvent event : events) {
            if (known.add(key(event))) {
                batch.bindMethods(event).add();
            }
        }
        return batch.size() == 0 ? 0 : batch.execute().length;
    }

    Page<FleetEvent> page(Filter.Events filter, Slice slice) {
        return new Where()
                .and("agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("agent = :agent", "agent", filter.agent())
                .and("type = :type", "type", filter.type())
                .and("received >= :since", "since", filter.since())
                .page(handle, FleetEvent.class, COLUMNS, "event", "seq DESC", slice);
    }

    int prune(Instant before) {
        return handle.createUpdate("DELETE FROM event WHERE received < :before")
                .bind("before", before)
                .execute();
    }

    private Set<String> known(Collection<FleetEvent> events) {
        var hosts = events.stream().map(FleetEvent::agentsn).distinct().toList();
        var ids = events.stream().map(FleetEvent::id).distinct().toList();
        return new HashSet<>(
                handle.createQuery("SELECT " + COLUMNS + " FROM event WHERE agentsn = ANY(:hosts) AND id = ANY(:ids)")
                        .bindArray("hosts", String.class, hosts)
                        .bindArray("ids", String.class, ids)
                        .mapTo(FleetEvent.class)
                        .map(EventTable::key)
                        .list());
    }

    private static String key(FleetEvent event) {
        return event.agentsn() + '/' + event.id();
    }
}
