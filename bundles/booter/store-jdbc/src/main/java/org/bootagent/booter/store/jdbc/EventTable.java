package org.bootagent.booter.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.EventStore;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The table {@code event}. */
final class EventTable implements EventStore {
    private static final String COLUMNS = "id, agentsn, agent, type, detail, time, received";

    private final Handle handle;
    private final Durability durability;

    EventTable(Handle handle, Durability durability) {
        this.handle = handle;
        this.durability = durability;
    }

    @Override
    public int add(Collection<FleetEvent> events) {
        int added = events.isEmpty() ? 0 : insert(events);
        durability.requireIf(added > 0);
        return added;
    }

    /** Bypasses the mapper, as for jobs. Finds a known event by host and id together: a host may have very many. */
    private int insert(Collection<FleetEvent> events) {
        try (var rows = handle.getConnection()
                .prepareStatement("INSERT INTO event (id, agentsn, agent, type, detail, time, received)"
                        + " SELECT CAST(? AS VARCHAR(128)), CAST(? AS VARCHAR(36)), CAST(? AS VARCHAR(128)),"
                        + " CAST(? AS VARCHAR(64)), CAST(? AS VARCHAR(4096)), CAST(? AS TIMESTAMP(3) WITH TIME ZONE),"
                        + " CAST(? AS TIMESTAMP(3) WITH TIME ZONE)"
                        + " WHERE NOT EXISTS (SELECT 1 FROM event WHERE agentsn = ? AND id = ?)")) {
            for (FleetEvent event : events) {
                rows.setString(1, event.id());
                rows.setString(2, event.agentsn());
                rows.setString(3, event.agent());
                rows.setString(4, event.type());
                rows.setString(5, event.detail());
                Rows.bind(rows, 6, event.time());
                Rows.bind(rows, 7, event.received());
                rows.setString(8, event.agentsn());
                rows.setString(9, event.id());
                rows.addBatch();
            }
            return Arrays.stream(rows.executeBatch()).sum();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
    }

    @Override
    public Page<FleetEvent> list(EventFilter filter, Slice slice) {
        return new Where()
                .and("agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("agent = :agent", "agent", filter.agent())
                .and("type = :type", "type", filter.type())
                .and("received >= :since", "since", filter.since())
                .page(handle, FleetEvent.class, COLUMNS, "event", "seq DESC", slice);
    }

    @Override
    public long count() {
        return Counts.of(handle, "event");
    }

    @Override
    public int prune(Instant before) {
        int removed = handle.createUpdate("DELETE FROM event WHERE received < :before")
                .bind("before", before)
                .execute();
        durability.requireIf(removed > 0);
        return removed;
    }
}
