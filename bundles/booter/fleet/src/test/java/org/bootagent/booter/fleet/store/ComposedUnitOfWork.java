package org.bootagent.booter.fleet.store;

import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.easyagent.EasyAgentStore;
import org.bootagent.booter.fleet.event.EventStore;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.job.JobStore;

/** Unit of work over given stores, for tests that replace one of them. */
public record ComposedUnitOfWork(
        HostStore hosts, AgentStore agents, JobStore jobs, EventStore events, EasyAgentStore easyAgent)
        implements UnitOfWork {
    /** Returns the same unit of work with another store of hosts. */
    public static UnitOfWork withHosts(UnitOfWork work, HostStore hosts) {
        return new ComposedUnitOfWork(hosts, work.agents(), work.jobs(), work.events(), work.easyAgent());
    }
}
