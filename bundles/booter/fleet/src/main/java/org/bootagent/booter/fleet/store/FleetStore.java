package org.bootagent.booter.fleet.store;

import java.util.Collection;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.agent.AgentStore;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.job.FleetJob;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps the fleet. Implemented by {@code store-jdbc}; each implementation passes the contract in this bundle's tests. Thread-safe. */
@ConsumerType
public interface FleetStore {
    /**
     * Runs the work as one transaction: committed when it returns, rolled back when it throws. May run it again from the beginning after a conflict with another
     * transaction, so the work must have no other effect.
     *
     * <p>When this returns, the commit survives a crash of this process and of the machine. Only a transaction that wrote nothing but what every report repeats ({@link
     * HostStore#seen}, {@link HostStore#update}, {@link AgentStore#put}, {@link AgentStore#remove}) may be lost in a crash within the next second.
     */
    <T> T inTransaction(Function<UnitOfWork, T> work);

    /** Returns the hosts among these that have a job without a result. Called with every report, so outside of any transaction. */
    default Set<String> waiting(Collection<String> serialNumbers) {
        return inTransaction(work -> work.jobs().unfinished(serialNumbers, 1)).stream()
                .map(FleetJob::agentsn)
                .collect(Collectors.toSet());
    }
}
