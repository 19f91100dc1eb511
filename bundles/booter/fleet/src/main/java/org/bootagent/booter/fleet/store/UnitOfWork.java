package org.bootagent.booter.fleet.store;

import java.time.Instant;
import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.easyagent.EasyAgentStore;
import org.bootagent.booter.fleet.event.EventStore;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.job.JobStore;
import org.osgi.annotation.versioning.ConsumerType;

/** One transaction over the stores of all aggregates. Its stores are used by its thread, and only until it ends. */
@ConsumerType
public interface UnitOfWork {
    HostStore hosts();

    AgentStore agents();

    JobStore jobs();

    EventStore events();

    /** Returns the store of facts that only EasyAgent's protocol has. */
    EasyAgentStore easyAgent();

    /** Removes jobs finished, events received and hosts registered before this time; of hosts only those that never reported. @return how many rows went */
    default int prune(Instant before) {
        return jobs().prune(before) + events().prune(before) + hosts().prune(before);
    }
}
