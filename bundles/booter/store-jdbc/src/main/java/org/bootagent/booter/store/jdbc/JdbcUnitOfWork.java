package org.bootagent.booter.store.jdbc;

import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.easyagent.EasyAgentStore;
import org.bootagent.booter.fleet.event.EventStore;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.job.JobStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.jdbi.v3.core.Handle;

/**
 * The tables within one transaction.
 *
 * @param durability whether its commit must last
 */
record JdbcUnitOfWork(
        HostStore hosts,
        AgentStore agents,
        JobStore jobs,
        EventStore events,
        EasyAgentStore easyAgent,
        Durability durability)
        implements UnitOfWork {
    static JdbcUnitOfWork on(Handle handle) {
        var durability = new Durability();
        var hosts = new HostTable(handle, durability);
        return new JdbcUnitOfWork(
                hosts,
                new AgentTable(handle),
                new JobTable(handle, hosts, durability),
                new EventTable(handle, durability),
                new EasyTables(handle, durability),
                durability);
    }
}
