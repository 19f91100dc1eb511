package org.bootagent.booter.fleet.service;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.intake.ReportedJobs;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobLanes;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.job.JobTurns;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Gives gateways the jobs of their hosts, and ends jobs whose host will not. Thread-safe. */
@Component(service = JobDelivery.class)
public final class JobDelivery {
    /** Jobs of each host to look through: behind jobs that wait for a busy agent there may be some that need not. */
    private static final int MAX_LOOKED_THROUGH = 1000;

    private final FleetCore core;

    @Activate
    public JobDelivery(@Reference FleetCore core) {
        this.core = core;
    }

    /**
     * Returns the jobs of these hosts that a gateway delivers now, counted as sent; of each host up to 100, in the order they were asked for.
     *
     * @param again also those that were sent before; else only those that never were
     */
    public List<FleetJob> due(Collection<String> hosts, boolean again) {
        return due(
                (work, some) -> again
                        ? work.jobs().unfinished(some, ReportedJobs.MAX_JOBS)
                        : work.jobs().queued(some, ReportedJobs.MAX_JOBS),
                hosts);
    }

    /** Returns the jobs of these hosts that never went out and whose turn it is, counted as sent; in the order they were asked for. */
    public List<FleetJob> dueInTurn(Collection<String> hosts, JobLanes lanes) {
        return due(
                (work, some) -> JobTurns.of(
                        work.jobs().unfinished(some, MAX_LOOKED_THROUGH),
                        work.jobs().queued(some, MAX_LOOKED_THROUGH),
                        lanes,
                        ReportedJobs.MAX_JOBS),
                hosts);
    }

    private List<FleetJob> due(
            BiFunction<UnitOfWork, Collection<String>, List<FleetJob>> find, Collection<String> asked) {
        if (asked.isEmpty()) {
            return List.of();
        }
        var now = core.now();
        var hosts = asked.stream().map(FleetCore::normal).toList();
        return core.store.inTransaction(work -> {
            var waitedFor = going(find.apply(work, hosts), now).stream()
                    .map(FleetJob::agentsn)
                    .distinct()
                    .toList();
            if (waitedFor.isEmpty()) {
                return List.of();
            }
            // Once more, as nobody changes them any more: one may just have been taken back.
            work.hosts().lock(waitedFor);
            var due = going(find.apply(work, waitedFor), now).stream()
                    .map(job -> job.sentAgain(now))
                    .toList();
            work.jobs().update(due);
            return due;
        });
    }

    private List<FleetJob> going(List<FleetJob> jobs, Instant now) {
        return jobs.stream()
                .filter(job -> !core.duplicates.held(job.agentsn(), now))
                .toList();
    }

    /**
     * Queues a job again that its host has dropped instead of carrying it out; ends one that is to be cancelled.
     *
     * @param why a phrase
     * @return whether it was a job of this host that had been sent and has no result
     */
    public boolean dropped(String host, long seq, String why) {
        var now = core.now();
        String agentsn = FleetCore.normal(host);
        var job = core.store.inTransaction(work -> {
            work.hosts().lock(List.of(agentsn));
            var found = work.jobs().numbered(List.of(seq)).stream()
                    .filter(one -> one.agentsn().equals(agentsn) && one.status() == JobStatus.SENT)
                    .map(one -> JobRequests.isCancelled(work, one)
                            ? one.ended(JobStatus.CANCELLED, ErrorCode.CANCELLED.number(), why, now)
                            : one.queuedAgain(why))
                    .findFirst();
            found.ifPresent(one -> {
                if (one.status().finished()) {
                    core.ended.write(work, List.of(one));
                } else {
                    work.jobs().update(List.of(one));
                }
            });
            return found;
        });
        job.ifPresent(one -> {
            if (one.status().finished()) {
                tellEnded(List.of(one));
            } else {
                core.subscribers.enqueued(List.of(one));
            }
        });
        return job.isPresent();
    }

    /** Ends the jobs that went out to these hosts and whose results will not come. @return the jobs that it ended */
    public List<FleetJob> failSent(Collection<String> asked, int errcode, String message) {
        if (asked.isEmpty()) {
            return List.of();
        }
        var hosts = asked.stream().map(FleetCore::normal).toList();
        var sent = core.store.inTransaction(work -> work.jobs().unfinished(hosts, MAX_LOOKED_THROUGH)).stream()
                .filter(job -> job.status() == JobStatus.SENT)
                .map(FleetJob::id)
                .toList();
        return sent.isEmpty() ? List.of() : fail(sent, errcode, message);
    }

    /** Ends jobs whose host will not. @return the jobs that had no result yet */
    public List<FleetJob> fail(Collection<String> ids, int errcode, String message) {
        var now = core.now();
        List<FleetJob> failed = core.store.inTransaction(work -> {
            work.hosts()
                    .lock(work.jobs().find(ids).stream().map(FleetJob::agentsn).toList());
            var ended = work.jobs().find(ids).stream()
                    .filter(job -> !job.status().finished())
                    .map(job -> job.ended(JobStatus.FAILED, errcode, message, now))
                    .toList();
            core.ended.write(work, ended);
            return ended;
        });
        tellEnded(failed);
        return failed;
    }

    private void tellEnded(List<FleetJob> jobs) {
        core.unchanged.forget(jobs.stream().map(FleetJob::agentsn).toList());
        core.subscribers.finished(jobs);
    }
}
