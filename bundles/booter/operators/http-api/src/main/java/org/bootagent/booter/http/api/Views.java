package org.bootagent.booter.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.http.api.packages.PackageFile;

/** The fleet as {@code /api/v2} shows it: in the wire's names, and nothing that is not documented in {@code openapi.json}. */
final class Views {
    private Views() {}

    record HostView(
            String agentsn,
            String hostname,
            String version,
            List<String> tags,
            int step,
            long uptime,
            List<String> actions,
            boolean online,
            boolean duplicate,
            String trouble,
            Instant firstSeen,
            Instant lastSeen) {}

    record AgentView(
            String agentsn,
            String name,
            String version,
            String status,
            String state,
            long pid,
            long uptime,
            Instant started,
            int restarts,
            String release,
            String reason,
            Map<String, String> limits,
            String mechanism,
            String health,
            String healthReason,
            Instant changed,
            Instant reported) {}

    /** The jobs of a request for many hosts: no more than it takes to ask for each. */
    record JobsView(int total, List<JobId> jobs) {}

    record JobId(String id, String agentsn) {}

    record ProgressView(double done, String message) {}

    record JobView(
            String id,
            String agentsn,
            String createdBy,
            String action,
            String name,
            JsonNode parameters,
            String status,
            Integer errcode,
            String message,
            ProgressView progress,
            int attempts,
            Instant created,
            Instant sent,
            Instant finished) {}

    record EventView(
            String id, String agentsn, String agent, String type, String detail, Instant time, Instant received) {}

    record PackageView(String file, String url, String checksum, long size) {}

    static HostView of(Host host, boolean duplicate, String trouble, Instant now) {
        return new HostView(
                host.agentsn(),
                host.hostname(),
                host.version(),
                tags(host.tags()),
                host.step(),
                host.uptime(),
                host.actions(),
                host.online(now),
                duplicate,
                trouble,
                host.firstSeen(),
                host.lastSeen());
    }

    static JobsView ofMany(List<FleetJob> jobs) {
        return new JobsView(
                jobs.size(),
                jobs.stream().map(job -> new JobId(job.id(), job.agentsn())).toList());
    }

    static AgentView of(HostAgent agent) {
        return new AgentView(
                agent.agentsn(),
                agent.name(),
                agent.version(),
                agent.status(),
                agent.state(),
                agent.pid(),
                agent.uptime(),
                agent.started(),
                agent.restarts(),
                agent.release(),
                agent.reason(),
                agent.limits(),
                agent.mechanism(),
                agent.health(),
                agent.healthReason(),
                agent.changed(),
                agent.reported());
    }

    static JobView of(FleetJob job) {
        return new JobView(
                job.id(),
                job.agentsn(),
                job.createdBy(),
                job.action(),
                job.name(),
                ShownParameters.of(job.parameters()),
                job.status().name().toLowerCase(Locale.ROOT),
                job.errcode(),
                job.message(),
                new ProgressView(job.progress().done(), job.progress().message()),
                job.attempts(),
                job.created(),
                job.sent(),
                job.finished());
    }

    static EventView of(FleetEvent event) {
        return new EventView(
                event.id(),
                event.agentsn(),
                event.agent(),
                event.type(),
                event.detail(),
                event.time(),
                event.received());
    }

    static PackageView of(PackageFile file, String url) {
        return new PackageView(file.file(), url, file.checksum().toString(), file.size());
    }

    private static List<String> tags(String tags) {
        return Arrays.stream(tags.split(","))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .toList();
    }
}
