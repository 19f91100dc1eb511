package org.bootagent.booter.fleet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.job.JobStore;

/** Jobs of the store in memory. */
record MemoryJobs(MemoryStore.State state) implements JobStore {
    @Override
    public List<FleetJob> add(List<FleetJob> jobs) {
        var added = new ArrayList<FleetJob>();
        for (FleetJob job : jobs) {
            if (!state.hosts.containsKey(job.agentsn())) {
                throw new IllegalStateException("no host " + job.agentsn());
            }
            FleetJob numbered = job.numbered(++state.seq);
            state.jobs.put(numbered.seq(), numbered);
            added.add(numbered);
        }
        return added;
    }

    @Override
    public void update(Collection<FleetJob> jobs) {
        jobs.forEach(job -> state.jobs.replace(job.seq(), job));
    }

    @Override
    public Optional<FleetJob> find(String id) {
        return find(List.of(id)).stream().findFirst();
    }

    @Override
    public Optional<FleetJob> findLocked(String id) {
        return find(id);
    }

    @Override
    public List<FleetJob> find(Collection<String> ids) {
        return state.jobs.values().stream()
                .filter(job -> ids.contains(job.id()))
                .toList();
    }

    @Override
    public List<FleetJob> numbered(Collection<Long> seqs) {
        return seqs.stream()
                .distinct()
                .map(state.jobs::get)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public List<FleetJob> unfinished(String agentsn, int limit) {
        return unfinished(List.of(agentsn), limit);
    }

    @Override
    public List<FleetJob> unfinished(Collection<String> serialNumbers, int limitEach) {
        return waiting(serialNumbers, limitEach, job -> true);
    }

    @Override
    public List<FleetJob> queued(Collection<String> serialNumbers, int limitEach) {
        return waiting(serialNumbers, limitEach, job -> job.status() == JobStatus.QUEUED);
    }

    private List<FleetJob> waiting(Collection<String> serialNumbers, int limitEach, Predicate<FleetJob> wanted) {
        var counts = new HashMap<String, Integer>();
        return state.jobs.values().stream()
                .filter(job -> job.finished() == null && serialNumbers.contains(job.agentsn()))
                .filter(wanted)
                .filter(job -> counts.merge(job.agentsn(), 1, Integer::sum) <= limitEach)
                .toList();
    }

    @Override
    public Page<FleetJob> list(JobFilter filter, Slice slice) {
        return MemoryStore.page(
                state.jobs.descendingMap().values(),
                job -> MemoryStore.selects(filter.agentsn(), job.agentsn())
                        && MemoryStore.selects(filter.name(), job.name())
                        && MemoryStore.selects(filter.action(), job.action())
                        && (filter.status().isEmpty() || filter.status().contains(job.status())),
                slice);
    }

    @Override
    public Set<String> hostsWithOpen(String agentsn, int atLeast) {
        return state.jobs.values().stream()
                .filter(job -> job.finished() == null && MemoryStore.selects(agentsn, job.agentsn()))
                .collect(Collectors.groupingBy(FleetJob::agentsn, Collectors.counting()))
                .entrySet()
                .stream()
                .filter(count -> count.getValue() >= atLeast)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void moveTimes(Duration by, Instant after) {
        throw new UnsupportedOperationException("no test in memory sets the clock");
    }

    @Override
    public Map<JobStatus, Long> countByStatus() {
        var counts = new EnumMap<JobStatus, Long>(JobStatus.class);
        Arrays.stream(JobStatus.values()).forEach(status -> counts.put(status, 0L));
        state.jobs.values().forEach(job -> counts.merge(job.status(), 1L, Long::sum));
        return counts;
    }

    @Override
    public int prune(Instant before) {
        int all = state.jobs.size();
        state.jobs
                .values()
                .removeIf(job -> job.finished() != null && job.finished().isBefore(before));
        return all - state.jobs.size();
    }
}
