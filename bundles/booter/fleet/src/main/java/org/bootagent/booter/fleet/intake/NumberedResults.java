package org.bootagent.booter.fleet.intake;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobResult;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.report.HostNews.NumberedResult;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes results of hosts that know a job by its number only. */
final class NumberedResults {
    private static final Logger LOG = LoggerFactory.getLogger(NumberedResults.class);

    private NumberedResults() {}

    /** @param changed by id; what is new is added */
    static void finish(UnitOfWork tx, List<HostNews> news, Map<String, FleetJob> changed) {
        var seqs = news.stream()
                .flatMap(one -> one.numbered().stream())
                .map(NumberedResult::seq)
                .distinct()
                .toList();
        if (seqs.isEmpty()) {
            return;
        }
        var known = tx.jobs().numbered(seqs).stream().collect(Collectors.toMap(FleetJob::seq, Function.identity()));
        for (HostNews one : news) {
            for (NumberedResult result : one.numbered()) {
                take(known, result, one.host()).ifPresent(job -> {
                    known.put(job.seq(), job);
                    changed.put(job.id(), job);
                });
            }
        }
    }

    private static Optional<FleetJob> take(Map<Long, FleetJob> known, NumberedResult result, Host host) {
        FleetJob job = known.get(result.seq());
        if (job == null || !job.agentsn().equals(host.agentsn())) {
            LOG.debug("host {} reports a result of an unknown operation {}", host.agentsn(), result.seq());
            return Optional.empty();
        }
        if (job.status().finished()) {
            return Optional.empty();
        }
        if (result.errcode() == 0 && result.done() < 1) {
            return Optional.of(job.advanced(
                    ReportedJobs.fraction(result.done()),
                    Fields.cut(result.message(), ReportedJobs.MAX_PROGRESS_MESSAGE)));
        }
        String message = Fields.cut(result.message(), JobResult.MAX_MESSAGE);
        return Optional.of(
                job.ended(ReportedJobs.status(result.errcode()), result.errcode(), message, host.lastSeen()));
    }
}
