package org.bootagent.booter.fleet;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps the fleet. Implemented by {@code store-jdbc}. Thread-safe. */
@ConsumerType
public interface FleetStore {
    /**
     * Runs the work as one transaction: committed when it returns, rolled back when it throws. May run it again from the beginning after a conflict with
     * another transaction, so the work touches nothing but the transaction.
     *
     * <p>When this returns, the commit survives a crash of this process and of the machine; except that a transaction which wrote nothing but what every
     * report repeats ({@link Transaction#seen}, {@link Transaction#updateHost}, {@link Transaction#putAgents}, {@link Transaction#removeAgents}) may be taken back
     * by a crash within the next second.
     */
    <T> T inTransaction(Function<Transaction, T> work);

    /** What the work does, inside its transaction. */
    interface Transaction {
        /** Adds a host unless its serial number is known. @return whether it was added */
        boolean addHost(Host host);

        /** Notes that a host reported, and keeps other transactions from this host until the end of this one. @return whether the host is known */
        boolean seen(String agentsn, Instant lastSeen, Instant onlineUntil, long uptime);

        /** Writes what a host says about itself, its last report's time excepted. */
        void updateHost(Host host);

        /** Removes a host with its agents, jobs and events. @return whether it was known */
        boolean removeHost(String agentsn);

        Optional<Host> host(String agentsn);

        Page<Host> hosts(Filter.Hosts filter, Instant now, Slice slice);

        /** All agents of a host. */
        List<HostAgent> agents(String agentsn);

        Page<HostAgent> agents(Filter.Agents filter, Slice slice);

        /** Adds or replaces agents. */
        void putAgents(Collection<HostAgent> agents);

        void removeAgents(String agentsn, Collection<String> names);

        /** Adds a job. @return it with its {@code seq} */
        FleetJob addJob(FleetJob job);

        /** Writes what may change of these jobs: status, result, times, attempts, progress. */
        void updateJobs(Collection<FleetJob> jobs);

        Optional<FleetJob> job(String id);

        /** As {@link #job}, and keeps other transactions from the job's host until the end of this one. */
        Optional<FleetJob> jobLocked(String id);

        /** The jobs of a host without a result, the oldest first. */
        List<FleetJob> unfinishedJobs(String agentsn, int limit);

        /** Those of these jobs of a host that are known. */
        List<FleetJob> jobs(String agentsn, Collection<String> ids);

        Page<FleetJob> jobs(Filter.Jobs filter, Slice slice);

        /** Adds events; those known already (by host and id) are left as they are. @return how many were new */
        int addEvents(Collection<FleetEvent> events);

        Page<FleetEvent> events(Filter.Events filter, Slice slice);

        FleetCounts counts(Instant now);

        /** Removes jobs finished, events received and hosts registered before then; of hosts only those that never reported. @return how many rows went */
        int prune(Instant before);
    }
}
