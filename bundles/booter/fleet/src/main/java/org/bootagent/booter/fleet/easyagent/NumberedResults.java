package org.bootagent.booter.fleet.easyagent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.process.ProcessState;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.intake.ReportedJobs;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.report.HostNews.NumberedResult;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The results of hosts that know a job by its number only and never list their agents: what became of an agent follows from its jobs. */
public final class NumberedResults {
    private static final Logger LOG = LoggerFactory.getLogger(NumberedResults.class);

    private NumberedResults() {}

    /** @param changed by id; what is new is added */
    public static void finish(UnitOfWork tx, List<HostNews> news, Map<String, FleetJob> changed) {
        var seqs = news.stream()
                .flatMap(one -> one.numbered().stream())
                .map(NumberedResult::seq)
                .distinct()
                .toList();
        if (seqs.isEmpty()) {
            return;
        }
        var known = tx.jobs().numbered(seqs).stream().collect(Collectors.toMap(FleetJob::seq, Function.identity()));
        var ended = new LinkedHashMap<FleetJob, Host>();
        for (HostNews one : news) {
            for (NumberedResult result : one.numbered()) {
                take(known, result, one.host()).ifPresent(job -> {
                    known.put(job.seq(), job);
                    changed.put(job.id(), job);
                    if (job.status() == JobStatus.DONE) {
                        ended.put(job, one.host());
                    }
                });
            }
        }
        keepAgents(tx, ended);
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

    private static void keepAgents(UnitOfWork tx, Map<FleetJob, Host> ended) {
        var agents = new ArrayList<HostAgent>();
        ended.forEach((job, host) -> {
            if (Uninstalled.ACTIONS.contains(job.action())) {
                tx.agents().remove(job.agentsn(), List.of(job.name()));
            } else {
                state(job.action()).ifPresent(state -> agents.add(agent(job, state)));
            }
        });
        if (!agents.isEmpty()) {
            tx.agents().put(agents);
        }
    }

    private static Optional<ProcessState> state(String action) {
        return switch (action) {
            case "script-install", "install", "stop" -> Optional.of(ProcessState.STOPPED);
            case "start", "restart" -> Optional.of(ProcessState.RUNNING);
            default -> Optional.empty();
        };
    }

    private static HostAgent agent(FleetJob job, ProcessState state) {
        var now = job.finished();
        var started = state == ProcessState.RUNNING ? now : null;
        return new HostAgent(
                job.agentsn(),
                job.name(),
                "",
                state.wireName(),
                "",
                0,
                started,
                0,
                "",
                "",
                Map.of(),
                "",
                "",
                "",
                now,
                now);
    }
}
