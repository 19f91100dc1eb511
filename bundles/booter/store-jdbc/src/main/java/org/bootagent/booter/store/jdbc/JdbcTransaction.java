package org.bootagent.booter.store.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetCounts;
import org.bootagent.booter.fleet.store.FleetStore;
import org.jdbi.v3.core.Handle;

/** One transaction over the tables, which knows whether its commit must last. */
final class JdbcTransaction implements FleetStore.Transaction {
    private final Handle handle;
    private final HostTable hosts;
    private final AgentTable agents;
    private final JobTable jobs;
    private final EventTable events;
    private boolean mustLast;

    JdbcTransaction(Handle handle) {
        this.handle = handle;
        this.hosts = new HostTable(handle);
        this.agents = new AgentTable(handle);
        this.jobs = new JobTable(handle);
        this.events = new EventTable(handle);
    }

    /** Whether something was written that no later report would bring again. */
    boolean mustLast() {
        return mustLast;
    }

    @Override
    public boolean addHost(Host host) {
        return lasting(hosts.add(host));
    }

    @Override
    public void addHosts(Collection<Host> added) {
        if (lasting(!added.isEmpty())) {
            hosts.add(added);
        }
    }

    @Override
    public void lock(Collection<String> serialNumbers) {
        hosts.lock(serialNumbers);
    }

    @Override
    public List<Host> seen(Collection<Host> reported) {
        return reported.isEmpty() ? List.of() : hosts.seen(reported);
    }

    @Override
    public void moveTimes(Duration by, Instant onlineAfter) {
        hosts.move(by, "online_until", onlineAfter);
        jobs.move(by, Instant.EPOCH);
        lasting(true);
    }

    @Override
    public void moveTimesAfter(Instant now, Duration by) {
        hosts.move(by, "last_seen", now);
        jobs.move(by, now);
        lasting(true);
    }

    @Override
    public List<Host> hosts(Collection<String> serialNumbers) {
        return hosts.find(serialNumbers);
    }

    @Override
    public long hostCount() {
        return count("host");
    }

    @Override
    public Set<String> withOpenJobs(String agentsn, int atLeast) {
        return jobs.open(agentsn, atLeast);
    }

    @Override
    public Set<String> serialNumbers() {
        return hosts.serialNumbers();
    }

    @Override
    public void addDuplicates(Collection<String> serialNumbers) {
        if (lasting(!serialNumbers.isEmpty())) {
            hosts.addDuplicates(serialNumbers);
        }
    }

    @Override
    public void removeDuplicates(Collection<String> serialNumbers) {
        if (lasting(!serialNumbers.isEmpty())) {
            hosts.removeDuplicates(serialNumbers);
        }
    }

    @Override
    public List<Host> duplicates() {
        return hosts.duplicates();
    }

    @Override
    public List<HostAgent> agents(Collection<String> serialNumbers) {
        return agents.of(serialNumbers);
    }

    @Override
    public FleetStore.Easy easy() {
        return new EasyTables(handle, () -> mustLast = true);
    }

    @Override
    public void updateHosts(Collection<Host> changed) {
        if (!changed.isEmpty()) {
            hosts.update(changed);
        }
    }

    @Override
    public boolean removeHost(String agentsn) {
        return lasting(hosts.remove(agentsn));
    }

    @Override
    public Optional<Host> host(String agentsn) {
        return hosts.find(agentsn);
    }

    @Override
    public Page<Host> hosts(HostFilter filter, Instant now, Slice slice) {
        return hosts.page(filter, now, slice);
    }

    @Override
    public List<HostAgent> agents(String agentsn) {
        return agents.of(agentsn);
    }

    @Override
    public Page<HostAgent> agents(AgentFilter filter, Slice slice) {
        return agents.page(filter, slice);
    }

    @Override
    public void putAgents(Collection<HostAgent> changed) {
        if (!changed.isEmpty()) {
            agents.put(changed);
        }
    }

    @Override
    public void removeAgents(String agentsn, Collection<String> names) {
        if (!names.isEmpty()) {
            agents.remove(agentsn, names);
        }
    }

    @Override
    public FleetJob addJob(FleetJob job) {
        return addJobs(List.of(job)).get(0);
    }

    @Override
    public List<FleetJob> addJobs(List<FleetJob> added) {
        return lasting(!added.isEmpty()) ? jobs.add(added) : List.of();
    }

    @Override
    public void updateJobs(Collection<FleetJob> changed) {
        if (lasting(!changed.isEmpty())) {
            jobs.update(changed);
        }
    }

    @Override
    public Optional<FleetJob> job(String id) {
        return jobs.find(id);
    }

    @Override
    public Optional<FleetJob> jobLocked(String id) {
        jobs.find(id).ifPresent(job -> hosts.lock(List.of(job.agentsn())));
        return jobs.find(id);
    }

    @Override
    public List<FleetJob> unfinishedJobs(String agentsn, int limit) {
        return jobs.unfinished(agentsn, limit);
    }

    @Override
    public List<FleetJob> unfinishedJobs(Collection<String> serialNumbers, int limitEach) {
        return jobs.unfinished(serialNumbers, limitEach);
    }

    @Override
    public List<FleetJob> queuedJobs(Collection<String> serialNumbers, int limitEach) {
        return jobs.queued(serialNumbers, limitEach);
    }

    @Override
    public List<FleetJob> jobs(Collection<String> ids) {
        return ids.isEmpty() ? List.of() : jobs.find(ids);
    }

    @Override
    public List<FleetJob> numberedJobs(Collection<Long> seqs) {
        return jobs.numbered(seqs);
    }

    @Override
    public Page<FleetJob> jobs(JobFilter filter, Slice slice) {
        return jobs.page(filter, slice);
    }

    @Override
    public int addEvents(Collection<FleetEvent> reported) {
        int added = reported.isEmpty() ? 0 : events.add(reported);
        lasting(added > 0);
        return added;
    }

    @Override
    public Page<FleetEvent> events(EventFilter filter, Slice slice) {
        return events.page(filter, slice);
    }

    @Override
    public FleetCounts counts(Instant now) {
        Map<JobStatus, Long> byStatus = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            byStatus.put(status, 0L);
        }
        grouped("job").forEach(group -> byStatus.put(JobStatus.valueOf(group.getKey()), group.getValue()));
        return new FleetCounts(count("host"), online(now), agents(), byStatus, count("event"));
    }

    @Override
    public int prune(Instant before) {
        int removed = jobs.prune(before) + events.prune(before) + hosts.prune(before);
        lasting(removed > 0);
        return removed;
    }

    private boolean lasting(boolean written) {
        mustLast |= written;
        return written;
    }

    private long count(String table) {
        return handle.createQuery("SELECT COUNT(*) FROM " + table)
                .mapTo(Long.class)
                .one();
    }

    private long online(Instant now) {
        return handle.createQuery("SELECT COUNT(*) FROM host_contact WHERE online_until > :now")
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    /** Also of agents that an older Booter kept with whatever status their host gave them. */
    private Map<String, Long> agents() {
        return grouped("agent").stream()
                .collect(Collectors.groupingBy(
                        group -> HostAgent.wireStatus(group.getKey()), Collectors.summingLong(Map.Entry::getValue)));
    }

    private List<Map.Entry<String, Long>> grouped(String table) {
        return handle.createQuery("SELECT status, COUNT(*) FROM " + table + " GROUP BY status")
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .list();
    }
}
