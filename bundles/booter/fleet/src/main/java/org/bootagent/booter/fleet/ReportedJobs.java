package org.bootagent.booter.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobResult;
import org.bootagent.booter.fleet.FleetStore.Transaction;
import org.bootagent.wire.Json;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a report says of jobs, and the jobs that its reply carries: each, until its result has arrived. */
final class ReportedJobs {
    /** More wait for the next reply. */
    static final int MAX_JOBS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ReportedJobs.class);
    private static final int MAX_PROGRESS_MESSAGE = 256;

    private ReportedJobs() {}

    static void finish(Transaction tx, Host host, List<StatusReport.Result> results) {
        if (results.isEmpty()) {
            return;
        }
        var ids = results.stream()
                .map(StatusReport.Result::id)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        Map<String, FleetJob> known =
                tx.jobs(host.agentsn(), ids).stream().collect(Collectors.toMap(FleetJob::id, Function.identity()));
        var finished = new LinkedHashMap<String, FleetJob>();
        for (StatusReport.Result result : results) {
            FleetJob job = known.get(result.id());
            if (job == null || !same(result.action(), job.action()) || !same(result.name(), job.name())) {
                LOG.debug("host {} reports a result of an unknown job {}", host.agentsn(), result.id());
            } else if (!job.status().finished()) {
                finished.putIfAbsent(job.id(), end(job, result, host));
            }
        }
        tx.updateJobs(finished.values());
    }

    /** The unfinished jobs in the order they were asked for, counted as sent. */
    static List<JsonNode> due(Transaction tx, Host host, List<StatusReport.Progress> progress) {
        List<FleetJob> due = tx.unfinishedJobs(host.agentsn(), MAX_JOBS);
        if (due.isEmpty()) {
            return List.of();
        }
        tx.updateJobs(due.stream()
                .map(job -> advance(job, progress).sentAgain(host.lastSeen()))
                .toList());
        return due.stream().map(ReportedJobs::message).toList();
    }

    private static FleetJob end(FleetJob job, StatusReport.Result result, Host host) {
        String message = Fields.cut(result.message(), JobResult.MAX_MESSAGE);
        return job.ended(status(result.errcode()), result.errcode(), message, host.lastSeen());
    }

    private static JobStatus status(int errcode) {
        if (errcode == ErrorCode.SUCCESS.number()) {
            return JobStatus.DONE;
        }
        return errcode == ErrorCode.CANCELLED.number() ? JobStatus.CANCELLED : JobStatus.FAILED;
    }

    private static FleetJob advance(FleetJob job, List<StatusReport.Progress> reported) {
        return reported.stream()
                .filter(progress -> job.id().equals(progress.id()))
                .filter(progress -> same(progress.action(), job.action()) && same(progress.name(), job.name()))
                .findFirst()
                .map(progress ->
                        job.advanced(fraction(progress.done()), Fields.cut(progress.message(), MAX_PROGRESS_MESSAGE)))
                .orElse(job);
    }

    private static double fraction(double done) {
        return Double.isNaN(done) ? 0 : Math.min(1, Math.max(0, done));
    }

    /** Other implementations of the host agent report nothing but the id. */
    private static boolean same(String reported, String asked) {
        return reported == null || reported.isEmpty() || reported.equals(asked);
    }

    private static JsonNode message(FleetJob job) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        message.put("id", job.id()).put("action", job.action());
        if (!job.name().isEmpty()) {
            message.put("name", job.name());
        }
        try {
            message.setAll((ObjectNode) Json.MAPPER.readTree(job.parameters()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored parameters of job " + job.id() + " are damaged", e);
        }
        return message;
    }
}
