package org.bootagent.transport;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.HostName;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.wire.StatusReport;

/** Composes a status report from the host's current state. */
public final class ReportComposer {
    /** Identifies this run, so that a server can tell a restart from a second host with the same metafile. */
    private static final String INSTANCE = UUID.randomUUID().toString();

    private final Supplier<String> hostname;
    private final String version;
    private final Supplier<Duration> uptime;
    private final Clock clock;
    private final ProcessSupervisor supervisor;
    private final JobQueue jobs;
    private final Supplier<Optional<String>> trouble;

    public ReportComposer(
            Supplier<String> hostname,
            String version,
            Supplier<Duration> uptime,
            Clock clock,
            ProcessSupervisor supervisor,
            JobQueue jobs) {
        this(hostname, version, uptime, clock, supervisor, jobs, Optional::empty);
    }

    /** @param trouble with the host itself, for the operator */
    public ReportComposer(
            Supplier<String> hostname,
            String version,
            Supplier<Duration> uptime,
            Clock clock,
            ProcessSupervisor supervisor,
            JobQueue jobs,
            Supplier<Optional<String>> trouble) {
        this.hostname = hostname;
        this.version = version;
        this.uptime = uptime;
        this.clock = clock;
        this.supervisor = supervisor;
        this.jobs = jobs;
        this.trouble = trouble;
    }

    /** Returns a composer for this host and this process. */
    public static ReportComposer of(
            HostConfig host, Clock clock, ProcessSupervisor supervisor, JobQueue jobs, Metafile metafile) {
        return new ReportComposer(
                HostName::current, release(host), ReportComposer::uptime, clock, supervisor, jobs, metafile::trouble);
    }

    /** Returns the release that this host runs, as servers are told. */
    public static String release(HostConfig host) {
        return "bootagent-" + host.version() + "-" + host.arch();
    }

    private static Duration uptime() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }

    public StatusReport compose(HostSettings settings, ReportOutbox.Batch batch) {
        var now = clock.instant();
        return new StatusReport(
                hostname.get(),
                settings.agentsn(),
                version,
                uptime.get().toSeconds(),
                now.getEpochSecond(),
                (int) settings.step().toSeconds(),
                supervisor.statuses().stream().map(ReportComposer::agent).toList(),
                batch.results().stream().map(ReportComposer::result).toList(),
                batch.events().stream().map(ReportComposer::event).toList(),
                jobs.actions().stream().map(JobQueue.Action::action).toList(),
                jobs.pending().stream().map(ReportComposer::progress).toList(),
                INSTANCE,
                trouble.get().orElse(""));
    }

    private static StatusReport.Agent agent(AgentStatus agent) {
        return new StatusReport.Agent(
                agent.name(),
                agent.version(),
                agent.state().wireName(),
                agent.uptime().toSeconds(),
                agent.state().name().toLowerCase(Locale.ROOT),
                agent.pid(),
                agent.restarts(),
                agent.release(),
                agent.reason(),
                agent.limits().words(),
                agent.mechanism(),
                agent.health().wireName(),
                agent.healthReason());
    }

    private static StatusReport.Result result(JobResult result) {
        return new StatusReport.Result(result.id(), result.errcode(), result.message(), result.action(), result.name());
    }

    private static StatusReport.Event event(Event event) {
        return new StatusReport.Event(
                event.id(), event.time().toEpochMilli() / 1000.0, event.agent(), event.type(), event.detail());
    }

    private static StatusReport.Progress progress(JobQueue.PendingJob job) {
        String message = job.state().equals("waiting") ? "waiting " + job.message() : job.message();
        return new StatusReport.Progress(job.id(), job.action(), job.name(), job.progress(), message);
    }
}
