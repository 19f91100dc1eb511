package org.bootagent.booter.store.jdbc;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.jdbi.v3.core.Handle;

/** The table {@code agent}. */
final class AgentTable implements AgentStore {
    private static final String COLUMNS = "a.agentsn, name, version, status, state, pid, started, restarts,"
            + " release_id, reason, limits, mechanism, health, health_reason, changed, last_seen";
    private static final String FROM = "agent a JOIN host_contact c ON c.agentsn = a.agentsn";

    private final Handle handle;

    AgentTable(Handle handle) {
        this.handle = handle;
    }

    @Override
    public List<HostAgent> find(String agentsn) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + FROM + " WHERE a.agentsn = :agentsn")
                .bind("agentsn", agentsn)
                .mapTo(HostAgent.class)
                .list();
    }

    @Override
    public List<HostAgent> find(Collection<String> serialNumbers) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + Keys.FROM + " JOIN agent a ON a.agentsn = k.wanted"
                        + " JOIN host_contact c ON c.agentsn = a.agentsn")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(HostAgent.class)
                .list();
    }

    @Override
    public Page<HostAgent> list(AgentFilter filter, Slice slice) {
        return new Where()
                .and("a.agentsn = :agentsn", "agentsn", filter.agentsn())
                .and("name = :name", "name", filter.name())
                .and("status = :status", "status", filter.status())
                .page(handle, HostAgent.class, COLUMNS, FROM, "a.agentsn, name", slice);
    }

    /** Removes and adds, which is the same on every database; each has an upsert of its own. */
    @Override
    public void put(Collection<HostAgent> agents) {
        if (agents.isEmpty()) {
            return;
        }
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

    @Override
    public void remove(String agentsn, Collection<String> names) {
        if (names.isEmpty()) {
            return;
        }
        handle.createUpdate("DELETE FROM agent WHERE agentsn = :agentsn AND name = ANY(:names)")
                .bind("agentsn", agentsn)
                .bindArray("names", String.class, names)
                .execute();
    }

    /** Also counts agents that an older Booter kept with whatever status their host gave them. */
    @Override
    public Map<String, Long> countByStatus() {
        return Counts.byStatus(handle, "agent").entrySet().stream()
                .collect(Collectors.groupingBy(
                        count -> HostAgent.wireStatus(count.getKey()), Collectors.summingLong(Map.Entry::getValue)));
    }
}
