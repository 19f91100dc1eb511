package org.bootagent.booter.fleet.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobResult;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes results and progress of jobs from reports, and finds the jobs for the reply: each, until its result has arrived. */
public final class ReportedJobs {
    /** Most jobs in one reply; more wait for the next. */
    public static final int MAX_JOBS = 100;

    /** Characters of parameters in one reply to a host, which refuses one of more than 8 MiB; a first job is always let through. */
    private static final int MAX_CHARACTERS = 2 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(ReportedJobs.class);
    static final int MAX_PROGRESS_MESSAGE = 256;

    private ReportedJobs() {}

    /** @return the jobs that have a result now */
    static List<FleetJob> finish(UnitOfWork tx, List<HostNews> news, EndedJobs ended) {
        var known = known(tx, news);
        var changed = new LinkedHashMap<String, FleetJob>();
        for (HostNews one : news) {
            for (StatusReport.Result result : one.jobs()) {
                finish(known.get(result.id()), result, one.host(), changed);
            }
        }
        NumberedResults.finish(tx, news, changed);
        if (!changed.isEmpty()) {
            tx.jobs().update(changed.values());
        }
        var finished =
                changed.values().stream().filter(job -> job.status().finished()).toList();
        ended.follow(tx, finished);
        return finished;
    }

    /** The unfinished jobs of each host in the order they were asked for, counted as sent; those aside that it says it has. */
    static Map<String, List<JsonNode>> due(UnitOfWork tx, List<HostNews> news) {
        if (news.isEmpty()) {
            return Map.of();
        }
        var hosts = news.stream().map(HostNews::agentsn).distinct().toList();
        List<FleetJob> unfinished = tx.jobs().unfinished(hosts, MAX_JOBS);
        if (unfinished.isEmpty()) {
            return Map.of();
        }
        var progress = news.stream()
                .collect(Collectors.groupingBy(
                        HostNews::agentsn,
                        Collectors.flatMapping(one -> one.progress().stream(), Collectors.toList())));
        Instant now = news.get(0).host().lastSeen();
        var advanced = unfinished.stream().map(job -> advance(job, progress)).toList();
        List<FleetJob> due =
                fitting(advanced.stream().filter(job -> !isThere(job, progress)).toList());
        var changed = Stream.concat(
                        IntStream.range(0, advanced.size())
                                .filter(i -> !advanced.get(i).equals(unfinished.get(i)))
                                .mapToObj(advanced::get)
                                .filter(job -> isThere(job, progress)),
                        due.stream().map(job -> job.sentAgain(now)))
                .toList();
        if (!changed.isEmpty()) {
            tx.jobs().update(changed);
        }
        return due.stream()
                .collect(Collectors.groupingBy(
                        FleetJob::agentsn, Collectors.mapping(FleetJob::instruction, Collectors.toList())));
    }

    /** Returns as many jobs of each host as one message holds. */
    static List<FleetJob> fitting(List<FleetJob> due) {
        var taken = new HashMap<String, Integer>();
        return due.stream()
                .filter(job -> {
                    int before = taken.getOrDefault(job.agentsn(), 0);
                    int after = before + job.parameters().length();
                    taken.put(job.agentsn(), after);
                    return before == 0 || after <= MAX_CHARACTERS;
                })
                .toList();
    }

    private static Map<String, FleetJob> known(UnitOfWork tx, List<HostNews> news) {
        var ids = news.stream()
                .flatMap(one -> one.jobs().stream())
                .map(StatusReport.Result::id)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return ids.isEmpty()
                ? Map.of()
                : tx.jobs().find(ids).stream().collect(Collectors.toMap(FleetJob::id, Function.identity()));
    }

    private static void finish(FleetJob job, StatusReport.Result result, Host host, Map<String, FleetJob> changed) {
        boolean meant = job != null
                && job.agentsn().equals(host.agentsn())
                && same(result.action(), job.action())
                && same(result.name(), job.name());
        if (!meant) {
            LOG.debug("host {} reports a result of an unknown job {}", host.agentsn(), result.id());
        } else if (!job.status().finished()) {
            changed.putIfAbsent(job.id(), end(job, result, host));
        }
    }

    private static FleetJob end(FleetJob job, StatusReport.Result result, Host host) {
        String message = Fields.cut(result.message(), JobResult.MAX_MESSAGE);
        return job.ended(status(result.errcode()), result.errcode(), message, host.lastSeen());
    }

    static JobStatus status(int errcode) {
        if (errcode == ErrorCode.SUCCESS.number()) {
            return JobStatus.DONE;
        }
        return errcode == ErrorCode.CANCELLED.number() ? JobStatus.CANCELLED : JobStatus.FAILED;
    }

    /** Returns whether the host has the job already, which it repeats in each report until the job ended. */
    private static boolean isThere(FleetJob job, Map<String, List<StatusReport.Progress>> reported) {
        return job.status() == JobStatus.SENT
                && reported.get(job.agentsn()).stream().anyMatch(progress -> isOf(progress, job));
    }

    private static boolean isOf(StatusReport.Progress progress, FleetJob job) {
        return job.id().equals(progress.id())
                && same(progress.action(), job.action())
                && same(progress.name(), job.name());
    }

    private static FleetJob advance(FleetJob job, Map<String, List<StatusReport.Progress>> reported) {
        return reported.get(job.agentsn()).stream()
                .filter(progress -> isOf(progress, job))
                .findFirst()
                .map(progress ->
                        job.advanced(fraction(progress.done()), Fields.cut(progress.message(), MAX_PROGRESS_MESSAGE)))
                .orElse(job);
    }

    static double fraction(double done) {
        return Double.isNaN(done) ? 0 : Math.min(1, Math.max(0, done));
    }

    /** Other implementations of the host agent report nothing but the id. */
    private static boolean same(String reported, String asked) {
        return reported == null || reported.isEmpty() || reported.equals(asked);
    }
}
