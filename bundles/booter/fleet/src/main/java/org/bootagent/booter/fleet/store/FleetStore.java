package org.bootagent.booter.fleet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.service.FleetCounts;
import org.osgi.annotation.versioning.ConsumerType;

/** Keeps the fleet. Implemented by {@code store-jdbc}. Thread-safe. */
@ConsumerType
public interface FleetStore {
    /**
     * Runs the work as one transaction: committed when it returns, rolled back when it throws. May run it again from the beginning after a conflict with
     * another transaction, so the work touches nothing but the transaction.
     *
     * <p>When this returns, the commit survives a crash of this process and of the machine; except that a transaction which wrote nothing but what every
     * report repeats ({@link Transaction#seen}, {@link Transaction#updateHosts}, {@link Transaction#putAgents}, {@link Transaction#removeAgents}) may be taken back
     * by a crash within the next second.
     */
    <T> T inTransaction(Function<Transaction, T> work);

    /** Those of these hosts that have a job without a result. Asked for with every report: outside of any transaction. */
    default Set<String> waiting(Collection<String> serialNumbers) {
        return inTransaction(tx -> tx.unfinishedJobs(serialNumbers, 1)).stream()
                .map(FleetJob::agentsn)
                .collect(Collectors.toSet());
    }

    /** What the work does, inside its transaction. */
    interface Transaction {
        /** Adds a host unless its serial number is known. @return whether it was added */
        boolean addHost(Host host);

        /** Adds hosts that are not known. If another transaction adds one of them first, this one is run again. */
        void addHosts(Collection<Host> hosts);

        /**
         * Notes when these hosts were last heard of and until when they count as online, and keeps other transactions from them until the end of this one. One that
         * was heard of later stays as it is. A negative uptime is not noted.
         *
         * @return those that are not known
         */
        List<Host> seen(Collection<Host> hosts);

        /**
         * Moves when hosts were last heard of and until when they count as online, of those that count as online after this time; and when jobs without a result were
         * asked for and sent. For a clock that was set; negative: back.
         */
        void moveTimes(Duration by, Instant onlineAfter);

        /** Moves the times of hosts last heard of, and of jobs without a result asked for or sent, after this time: after a clock was set back, these were noted by the old one. */
        void moveTimesAfter(Instant now, Duration by);

        /** Keeps other transactions from these hosts until the end of this one. */
        void lock(Collection<String> serialNumbers);

        /** Writes what hosts say about themselves, their last report's time excepted. */
        void updateHosts(Collection<Host> hosts);

        /** Removes a host with its agents, jobs and events. @return whether it was known */
        boolean removeHost(String agentsn);

        Optional<Host> host(String agentsn);

        /** Those of these that are known. */
        List<Host> hosts(Collection<String> serialNumbers);

        /** Notes that two hosts use each of these serial numbers, until it is taken back or the host removed. */
        void addDuplicates(Collection<String> serialNumbers);

        void removeDuplicates(Collection<String> serialNumbers);

        /** Those of which there are two. */
        List<Host> duplicates();

        long hostCount();

        /** Of hosts that have at least so many jobs without a result: this one, or where it is null any. */
        Set<String> withOpenJobs(String agentsn, int atLeast);

        /** Of all hosts. */
        Set<String> serialNumbers();

        Page<Host> hosts(HostFilter filter, Instant now, Slice slice);

        /** All agents of a host. */
        List<HostAgent> agents(String agentsn);

        /** All agents of these hosts. */
        List<HostAgent> agents(Collection<String> serialNumbers);

        Page<HostAgent> agents(AgentFilter filter, Slice slice);

        /** Adds or replaces agents. */
        void putAgents(Collection<HostAgent> agents);

        void removeAgents(String agentsn, Collection<String> names);

        /** Adds a job. @return it with its {@code seq} */
        FleetJob addJob(FleetJob job);

        /** Adds jobs. @return them in the same order, with their {@code seq} */
        List<FleetJob> addJobs(List<FleetJob> jobs);

        /** Writes what may change of these jobs: status, result, times, attempts, progress. */
        void updateJobs(Collection<FleetJob> jobs);

        Optional<FleetJob> job(String id);

        /** As {@link #job}, and keeps other transactions from the job's host until the end of this one. */
        Optional<FleetJob> jobLocked(String id);

        /** The jobs of a host without a result, the oldest first. */
        List<FleetJob> unfinishedJobs(String agentsn, int limit);

        /** The jobs of these hosts without a result, the oldest first, at most so many of each. */
        List<FleetJob> unfinishedJobs(Collection<String> serialNumbers, int limitEach);

        /** The jobs of these hosts that were never sent, the oldest first, at most so many of each. */
        List<FleetJob> queuedJobs(Collection<String> serialNumbers, int limitEach);

        /** Those of these jobs that are known. */
        List<FleetJob> jobs(Collection<String> ids);

        /** Those of these jobs that are known. */
        List<FleetJob> numberedJobs(Collection<Long> seqs);

        Page<FleetJob> jobs(JobFilter filter, Slice slice);

        /** Adds events; those known already (by host and id) are left as they are. @return how many were new */
        int addEvents(Collection<FleetEvent> events);

        Page<FleetEvent> events(EventFilter filter, Slice slice);

        /** What only EasyAgent's protocol has. */
        Easy easy();

        FleetCounts counts(Instant now);

        /** Removes jobs finished, events received and hosts registered before then; of hosts only those that never reported. @return how many rows went */
        int prune(Instant before);
    }

    /** What EasyAgent knows of hosts and agents beside all else. */
    interface Easy {
        Optional<Sidecar> sidecar(String agentsn);

        /** Those of these hosts that registered so. */
        List<Sidecar> sidecars(Collection<String> serialNumbers);

        /** Adds or replaces them. */
        void putSidecars(Collection<Sidecar> sidecars);

        /** Of those of these hosts that came with a certificate: whose it was. */
        Map<String, String> certificates(Collection<String> serialNumbers);

        /** Adds them: these hosts have none yet. */
        void putCertificates(Map<String, String> certificates);

        Optional<AgentIdentity> identity(String agentId);

        /** Those of these hosts, removed agents among them. */
        List<AgentIdentity> identities(Collection<String> serialNumbers);

        /** Those that are not removed, sorted by host and name; of one host, or where that is null of all. */
        Page<AgentIdentity> identities(String agentsn, Slice slice);

        /** Hosts that reported an agent without an identity, or with one of an agent that was removed; that host, or where it is null all. */
        List<String> unidentified(String agentsn);

        /** Adds or replaces them. */
        void putIdentities(Collection<AgentIdentity> identities);

        /** Jobs that were sent to EasyAgent's own sidecars before then and have no result, the oldest first. */
        List<FleetJob> unanswered(Instant before, int limit);
    }
}
