package org.bootagent.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.bootagent.api.host.HostName;
import org.bootagent.api.host.HostProposal;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.api.report.Transport;
import org.bootagent.wire.Json;
import org.bootagent.wire.PrintableText;

/** Answers the console's requests. */
final class Answers {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int MISUSE = 2;
    private static final Comparator<Transport.Status> LATEST =
            Comparator.comparing(Transport.Status::lastReport, Comparator.nullsFirst(Comparator.naturalOrder()));

    private final String version;
    private final List<String> builtinServers;
    private final Sources sources;
    private final Supplier<Duration> uptime;

    /** Services that the answers come from. */
    record Sources(
            Metafile metafile,
            JobQueue jobs,
            ProcessSupervisor supervisor,
            ReportOutbox outbox,
            List<Transport> transports) {}

    /**
     * An answer.
     *
     * @param exitCode for the command line
     */
    record Answer(int exitCode, String text) {}

    Answers(String version, List<String> builtinServers, Sources sources, Supplier<Duration> uptime) {
        this.version = version;
        this.builtinServers = builtinServers;
        this.sources = sources;
        this.uptime = uptime;
    }

    Answer answer(String request) throws JsonProcessingException {
        return switch (request) {
            case "status" -> new Answer(OK, status().text());
            case "status json" -> new Answer(OK, json(status()));
            case "agents" -> new Answer(OK, AgentLine.text(agents()));
            case "agents json" -> new Answer(OK, json(agents()));
            default -> new Answer(MISUSE, "unknown request; there are: status, status json, agents, agents json\n");
        };
    }

    private static String json(Object answer) throws JsonProcessingException {
        return PrintableText.json(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(answer)) + "\n";
    }

    private StatusAnswer status() {
        var settings = sources.metafile().read(HostSettings.SECTION);
        var transports = sources.transports().stream().map(Transport::status).toList();
        var latest = transports.stream()
                .max(LATEST)
                .orElse(new Transport.Status("", "", null, false, "no transport is active"));
        var unconfirmed = sources.outbox().peek(Integer.MAX_VALUE, Integer.MAX_VALUE);
        return new StatusAnswer(
                settings.map(HostSettings::agentsn).orElse(""),
                settings.isPresent()
                        ? ""
                        : sources.metafile()
                                .read(HostProposal.SECTION)
                                .map(HostProposal::agentsn)
                                .orElse(""),
                HostName.current(),
                version,
                uptime.get().toSeconds(),
                new TreeMap<>(settings.map(HostSettings::tags).orElse(Map.of())),
                settings.map(known -> known.step().toSeconds()).orElse(0L),
                settings.map(HostSettings::servers).orElse(List.of()),
                builtinServers,
                latest.server(),
                latest.lastReport(),
                latest.accepted(),
                latest.outcome(),
                sources.metafile().trouble().orElse(""),
                transports.stream().map(Answers::line).toList(),
                sources.jobs().actions().stream().map(Answers::line).toList(),
                sources.jobs().pending().stream().map(Answers::line).toList(),
                new StatusAnswer.Unconfirmed(
                        unconfirmed.results().size(), unconfirmed.events().size()));
    }

    private List<AgentLine> agents() {
        return sources.supervisor().statuses().stream().map(this::line).toList();
    }

    private static StatusAnswer.TransportLine line(Transport.Status transport) {
        return new StatusAnswer.TransportLine(
                transport.name(),
                transport.server(),
                transport.lastReport(),
                transport.accepted(),
                transport.outcome());
    }

    private static StatusAnswer.ActionLine line(JobQueue.Action action) {
        return new StatusAnswer.ActionLine(action.action(), action.bundle(), action.version());
    }

    private static StatusAnswer.JobLine line(JobQueue.PendingJob job) {
        return new StatusAnswer.JobLine(job.id(), job.action(), job.name(), job.state(), job.progress(), job.message());
    }

    private AgentLine line(AgentStatus agent) {
        return new AgentLine(
                agent.name(),
                agent.version(),
                agent.state().wireName(),
                agent.state().name().toLowerCase(Locale.ROOT),
                agent.pid(),
                agent.uptime().toSeconds(),
                agent.release(),
                program(agent),
                agent.restarts(),
                agent.reason(),
                agent.limits().words(),
                agent.mechanism(),
                agent.health().wireName(),
                agent.healthReason());
    }

    /** Below the release, which stands beside it, or the host's. */
    private String program(AgentStatus agent) {
        var file = sources.supervisor().program(agent.name());
        var release = sources.supervisor().spec(agent.name()).map(spec -> spec.directory() + "/");
        return file.map(known -> known.packaged() && release.isPresent()
                        ? known.path().substring(release.get().length())
                        : known.toString())
                .orElse("");
    }
}
