package org.bootagent.booter.store.jdbc;

import java.util.Collection;
import java.util.List;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.jdbi.v3.core.Handle;

/** The table {@code agent}. */
final class AgentTable {
    private static final String COLUMNS = "a.agentsn, name, version, status, state, pid, started, restarts,"
            + " release_id, reason, limits, mechanism, health, health_reason, changed, last_seen";
    private static final String FROM = "agent a JOIN host_contact c ON c.agentsn = a.agentsn";

    private final Handle handle;

    AgentTable(Handle handle) {
        this.handle = handle;
    }

    List<HostAgent> of(String agentsn) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + FROM + " WHERE a.agentsn = :agentsn")
                .bind("agentsn", agentsn)
                .mapTo(HostAgent.class)
                .list();
    }

    List<HostAgent> of(Collection<String> serialNumbers) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + Keys.FROM + " JOIN agent a ON a.agentsn = k.wanted"
                        + " JOIN host_contact c ON c.agentsn = a.agentsn")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(HostAgent.class)
                .list();
    }

    Page<HostAgent> page(AgentFilter filter, Slice slice) {
        return new Where()
                .and("a.agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("name = :name", "name", filter.name())
                .and("status = :status", "status", filter.status())
                .page(handle, HostAgent.class, COLUMNS, FROM, "a.agentsn, name", slice);
    }

    /** Each database has an upsert of its own; to remove and add is the same everywhere. */
    void put(Collection<HostAgent> agents) {
        var old = handle.prepareBatch("DELETE FROM agent WHERE agentsn = :agentsn AND name = :name");
        var now =
                handle.prepareBatch("INSERT INTO agent (agentsn, name, version, status, state, pid, started, restarts,"
                        + " release_id, reason, limits, mechanism, health, health_reason, changed) VALUES (:agentsn, :name, :version, :status, :state, :pid, :started,"
                        + " :restarts, :release, :reason, :limitsText, :mechanism, :health, :healthReason, :changed)");
        for (HostAgent agent : agents) {
            old.bindMethods(agent).add();
            now.bindMethods(agent).bind("limitsText", Rows.text(agent.limits())).add();
        }
        old.execute();
        now.execute();
    }

    void remove(String agentsn, Collection<String> names) {
        handle.createUpdate("DELETE FROM agent WHERE agentsn = :agentsn AND name = ANY(:names)")
                .bind("agentsn", agentsn)
                .bindArray("names", String.class, names)
                .execute();
    }
}
