package org.bootagent.booter.fleet.service;

import static org.bootagent.booter.fleet.FleetException.Kind.CONFLICT;
import static org.bootagent.booter.fleet.FleetException.Kind.LIMIT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks hosts for jobs, takes jobs back, and finds them. Thread-safe. */
@Component(service = JobService.class)
public final class JobService {
    private static final Logger LOG = LoggerFactory.getLogger(JobService.class);
    private static final String NOT_SENT = "taken back before it was sent";

    private final FleetCore core;

    @Activate
    public JobService(@Reference FleetCore core) {
        this.core = core;
    }

    /** Finds out whether such a job could be asked for, before anything is made for it. @throws FleetException INVALID */
    public void check(String action, String name, String parameters) {
        JobRequests.checked(action, name, parameters);
    }

    /**
     * Asks a host for a job. Durable when this returns.
     *
     * @param name of the agent, or null or empty for a job on the host itself
     * @param parameters one JSON object, or null for none
     * @throws FleetException INVALID, NOT_FOUND (no such host), LIMIT (it has too many jobs without a result)
     */
    public FleetJob enqueue(Caller by, String agentsn, String action, String name, String parameters) {
        String sn = FleetCore.normal(agentsn);
        FleetJob job = outgoing(queued(sn, by, JobRequests.checked(action, name, parameters), core.now()));
        FleetJob added = core.store.inTransaction(work -> {
            if (work.hosts().find(sn).isEmpty()) {
                throw FleetException.noHost(sn);
            }
            requireFewOpen(work.jobs().hostsWithOpen(sn, core.bounds.openJobs()));
            return work.jobs().add(List.of(job)).get(0);
        });
        core.subscribers.enqueued(List.of(added));
        return added;
    }

    /**
     * Asks many hosts for the same, as one transaction: a job of its own for each, or for none.
     *
     * @param hosts null: all there are, but for those that have too many jobs without a result
     * @throws FleetException INVALID, NOT_FOUND (a host), LIMIT (one that was named has too many jobs without a result)
     */
    public List<FleetJob> enqueueAll(
            Caller by, Collection<String> hosts, String action, String name, String parameters) {
        var request = JobRequests.checked(action, name, parameters);
        var named = hosts == null ? null : hosts.stream().map(FleetCore::normal).toList();
        var now = core.now();
        var left = new AtomicInteger();
        List<FleetJob> added = core.store.inTransaction(work -> {
            var asked = asked(work, named, left);
            return work.jobs()
                    .add(asked.stream()
                            .map(host -> outgoing(queued(host, by, request, now)))
                            .toList());
        });
        if (left.get() > 0) {
            LOG.warn(
                    "Leaving out {} of all hosts, which have {} jobs without a result or more",
                    left.get(),
                    core.bounds.openJobs());
        }
        core.subscribers.enqueued(added);
        return added;
    }

    /** @param left takes the number of hosts that are left out */
    private Collection<String> asked(UnitOfWork work, List<String> named, AtomicInteger left) {
        var known = work.hosts().serialNumbers();
        var asked = new LinkedHashSet<>(named == null ? known : named);
        asked.stream().filter(host -> !known.contains(host)).findFirst().ifPresent(host -> {
            throw FleetException.noHost(host);
        });
        var full = work.jobs().hostsWithOpen(null, core.bounds.openJobs());
        full.retainAll(asked);
        if (named != null) {
            requireFewOpen(full);
        }
        asked.removeAll(full);
        left.set(full.size());
        return asked;
    }

    private void requireFewOpen(Collection<String> full) {
        full.stream().findFirst().ifPresent(host -> {
            throw new FleetException(
                    LIMIT,
                    "host " + host + " has " + core.bounds.openJobs()
                            + " jobs or more that have no result; cancel some, or raise booter.fleet/openJobs");
        });
    }

    /**
     * Takes a job back if it was not sent yet; else tells its host to cancel it, with a job {@code cancel} of its own.
     *
     * @return the job as it is now: CANCELLED, or still SENT until the host has answered
     * @throws FleetException NOT_FOUND, CONFLICT (it is finished)
     */
    public FleetJob cancel(Caller by, String id) {
        var now = core.now();
        var asked = new ArrayList<FleetJob>();
        FleetJob job = core.store.inTransaction(work -> {
            asked.clear();
            FleetJob found = work.jobs().findLocked(id).orElseThrow(() -> FleetException.noJob(id));
            return switch (found.status()) {
                case QUEUED -> takeBack(work, found, by, NOT_SENT, now);
                case SENT -> {
                    asked.addAll(askHost(work, found, by, now));
                    yield found;
                }
                case DONE, FAILED, CANCELLED ->
                    throw new FleetException(CONFLICT, "job " + id + " is over already: " + found.status());
            };
        });
        core.subscribers.enqueued(asked);
        if (job.status().finished()) {
            tellEnded(job);
        }
        return job;
    }

    /**
     * Takes a job back if it was not sent yet; else leaves it as it is.
     *
     * @return the job as it is now
     * @throws FleetException NOT_FOUND
     */
    public FleetJob takeBack(Caller by, String id) {
        var now = core.now();
        FleetJob job = core.store.inTransaction(work -> {
            FleetJob found = work.jobs().findLocked(id).orElseThrow(() -> FleetException.noJob(id));
            return found.status() == JobStatus.QUEUED ? takeBack(work, found, by, NOT_SENT, now) : found;
        });
        if (job.status() == JobStatus.CANCELLED) {
            tellEnded(job);
        }
        return job;
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob get(String id) {
        return core.read(work -> work.jobs().find(id)).orElseThrow(() -> FleetException.noJob(id));
    }

    /** @throws FleetException NOT_FOUND */
    public FleetJob get(long seq) {
        return core.read(work -> work.jobs().numbered(List.of(seq))).stream()
                .findFirst()
                .orElseThrow(() -> FleetException.noJob("number " + seq));
    }

    public Page<FleetJob> list(JobFilter filter, Slice slice) {
        return core.read(work -> work.jobs().list(filter, slice));
    }

    /** Takes back the queued jobs whose callers waited when Booter ended. They had no answer, so they ask again. */
    void takeBackAbandoned() {
        var now = core.now();
        int count = core.store.inTransaction(work -> {
            var abandoned = abandoned(work);
            abandoned.forEach(job -> takeBack(
                    work,
                    job,
                    Caller.BOOTER,
                    "Booter was restarted before it was sent, and its caller has had no answer",
                    now));
            return abandoned.size();
        });
        if (count > 0) {
            LOG.info(
                    "Took back {} jobs that were not sent before Booter was restarted: their callers had no answer",
                    count);
        }
    }

    private static List<FleetJob> abandoned(UnitOfWork work) {
        var queued = new JobFilter(null, null, null, Set.of(JobStatus.QUEUED));
        var abandoned = new ArrayList<FleetJob>();
        var completing = new ArrayList<FleetJob>();
        long total = 1;
        for (int read = 0; read < total; read += Slice.MAX_LIMIT) {
            var page = work.jobs().list(queued, new Slice(Slice.MAX_LIMIT, read));
            page.items().stream().filter(FleetJob::callerWaits).forEach(abandoned::add);
            page.items().stream().filter(job -> !job.completes().isEmpty()).forEach(completing::add);
            total = page.total();
        }
        var ids = abandoned.stream().map(FleetJob::id).collect(Collectors.toSet());
        completing.stream().filter(job -> ids.contains(job.completes())).forEach(abandoned::add);
        return abandoned;
    }

    private void tellEnded(FleetJob job) {
        core.unchanged.forget(List.of(job.agentsn()));
        core.subscribers.finished(List.of(job));
    }

    private FleetJob takeBack(UnitOfWork work, FleetJob job, Caller by, String why, Instant now) {
        FleetJob cancelled = job.ended(JobStatus.CANCELLED, null, why, now);
        core.ended.write(work, List.of(cancelled));
        LOG.debug("Job {} is taken back by {}", job.id(), by.id());
        return cancelled;
    }

    /** @return the job that tells the host; none if it was told already */
    private List<FleetJob> askHost(UnitOfWork work, FleetJob job, Caller by, Instant now) {
        return JobRequests.isCancelled(work, job)
                ? List.of()
                : work.jobs().add(List.of(outgoing(queued(job.agentsn(), by, JobRequests.cancel(job), now))));
    }

    private static FleetJob queued(String agentsn, Caller by, JobRequest request, Instant now) {
        return FleetJob.queued(FleetJob.newId(now), agentsn, by, request, now);
    }

    /** A job whose host is reached goes out as soon as it is stored. */
    private FleetJob outgoing(FleetJob job) {
        boolean goes = core.subscribers.reach(job.agentsn()) && !core.duplicates.held(job.agentsn(), job.created());
        return goes ? job.sentAgain(job.created()) : job;
    }
}
