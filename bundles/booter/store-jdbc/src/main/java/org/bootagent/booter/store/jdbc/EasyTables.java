package org.bootagent.booter.store.jdbc;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.EasyAgentStore;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.job.FleetJob;
import org.jdbi.v3.core.Handle;

/** The tables {@code sidecar} and {@code agent_identity}. */
final class EasyTables implements EasyAgentStore {
    private static final String SIDECAR = "agentsn, original, os_type, os_platform, os_version, cpu_serial, cpu_cores,"
            + " mem_size, swap_size, local_ip, display_name";
    private static final String IDENTITY =
            "agent_id, agentsn, name, display_name, binary_path, configuration_path, removed, created";

    private final Handle handle;
    private final Durability durability;

    EasyTables(Handle handle, Durability durability) {
        this.handle = handle;
        this.durability = durability;
    }

    @Override
    public Optional<Sidecar> sidecar(String agentsn) {
        return sidecars(List.of(agentsn)).stream().findFirst();
    }

    @Override
    public List<Sidecar> sidecars(Collection<String> serialNumbers) {
        return handle.createQuery("SELECT " + SIDECAR + " FROM " + Keys.FROM + " JOIN sidecar ON agentsn = k.wanted")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(Sidecar.class)
                .list();
    }

    @Override
    public void putSidecars(Collection<Sidecar> sidecars) {
        if (sidecars.isEmpty()) {
            return;
        }
        var old = handle.prepareBatch("DELETE FROM sidecar WHERE agentsn = :agentsn");
        var now = handle.prepareBatch(
                "INSERT INTO sidecar (" + SIDECAR + ") VALUES (:agentsn, :original, :osType, :osPlatform,"
                        + " :osVersion, :cpuSerial, :cpuCores, :memSize, :swapSize, :localIp, :displayName)");
        for (Sidecar sidecar : sidecars) {
            old.bindMethods(sidecar).add();
            now.bindMethods(sidecar).add();
        }
        old.execute();
        now.execute();
        durability.require();
    }

    @Override
    public Optional<AgentIdentity> identity(String agentId) {
        return handle.createQuery("SELECT " + IDENTITY + " FROM agent_identity WHERE agent_id = :agentId")
                .bind("agentId", agentId)
                .mapTo(AgentIdentity.class)
                .findOne();
    }

    @Override
    public List<AgentIdentity> identities(Collection<String> serialNumbers) {
        return handle.createQuery(
                        "SELECT " + IDENTITY + " FROM " + Keys.FROM + " JOIN agent_identity ON agentsn = k.wanted")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(AgentIdentity.class)
                .list();
    }

    @Override
    public Page<AgentIdentity> identities(String agentsn, Slice slice) {
        return new Where()
                .and("removed = :removed", "removed", false)
                .and("agentsn = :agentsn", "agentsn", agentsn)
                .page(handle, AgentIdentity.class, IDENTITY, "agent_identity", "agentsn, name", slice);
    }

    @Override
    public List<String> unidentified(String agentsn) {
        return handle.createQuery("SELECT DISTINCT a.agentsn FROM agent a LEFT JOIN agent_identity i"
                        + " ON i.agentsn = a.agentsn AND i.name = a.name WHERE (i.agent_id IS NULL OR i.removed)"
                        + (agentsn == null ? "" : " AND a.agentsn = :agentsn"))
                .bindMap(agentsn == null ? Map.of() : Map.of("agentsn", agentsn))
                .mapTo(String.class)
                .list();
    }

    @Override
    public void putIdentities(Collection<AgentIdentity> identities) {
        if (identities.isEmpty()) {
            return;
        }
        var old = handle.prepareBatch("DELETE FROM agent_identity WHERE agent_id = :agentId");
        var now = handle.prepareBatch("INSERT INTO agent_identity (" + IDENTITY + ") VALUES (:agentId, :agentsn, :name,"
                + " :displayName, :binaryPath, :configurationPath, :removed, :created)");
        for (AgentIdentity identity : identities) {
            old.bindMethods(identity).add();
            now.bindMethods(identity).add();
        }
        old.execute();
        now.execute();
        durability.require();
    }

    @Override
    public List<FleetJob> unanswered(Instant before, int limit) {
        return handle.createQuery(JobTable.SELECT + " JOIN sidecar s ON s.agentsn = j.agentsn WHERE s.original"
                        + " AND j.finished IS NULL AND j.sent < :before ORDER BY j.sent FETCH FIRST :limit ROWS ONLY")
                .bind("before", before)
                .bind("limit", limit)
                .mapTo(FleetJob.class)
                .list();
    }
}
