package org.bootagent.booter.publish.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.FleetNews;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.service.FleetFeed;
import org.bootagent.booter.fleet.service.HostService;
import org.bootagent.booter.publish.Publication;
import org.bootagent.booter.publish.Publications;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Publishes news of the fleet: events, jobs that ended, agents in another state. */
@Component(
        service = {},
        immediate = true)
public final class FleetPublications implements FleetEvents {
    private final HostService fleetHosts;
    private final Publications publications;
    private final Runnable unsubscribe;

    /** As they last reported: to ask the store for the host of every job would be felt by whoever reports. */
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    @Activate
    public FleetPublications(
            @Reference FleetFeed feed, @Reference HostService fleetHosts, @Reference Publications publications) {
        this.fleetHosts = fleetHosts;
        this.publications = publications;
        this.unsubscribe = feed.subscribe(this);
    }

    @Deactivate
    void stop() {
        unsubscribe.run();
    }

    @Override
    public void heard(FleetNews news) {
        if (!publications.wanted()) {
            hosts.clear();
            return;
        }
        hosts.putAll(news.hosts());
        var told = new ArrayList<Publication>();
        news.events().forEach(event -> told.add(event(news.hosts().get(event.agentsn()), event)));
        news.agents().forEach(agent -> told.add(agent(news.hosts().get(agent.agentsn()), agent)));
        publications.offer(told);
    }

    @Override
    public void finished(Collection<FleetJob> jobs) {
        if (publications.wanted()) {
            publications.offer(jobs.stream()
                    .map(job -> job(hosts.computeIfAbsent(job.agentsn(), fleetHosts::get), job))
                    .toList());
        }
    }

    private static Publication event(Host host, FleetEvent event) {
        return told(
                host,
                Publication.idOf("event", host.agentsn(), event.id()),
                event.time(),
                Publication.Kind.EVENT,
                event.agent(),
                texts("type", event.type(), "detail", event.detail(), Publication.SIDECAR, sidecar(host)),
                Map.of());
    }

    private static String sidecar(Host host) {
        return host.version().equals("easyagent") ? host.version() : "";
    }

    private static Publication job(Host host, FleetJob job) {
        var numbers = new TreeMap<String, Number>(Map.of("attempts", job.attempts()));
        if (job.errcode() != null) {
            numbers.put("errcode", job.errcode());
        }
        numbers.put("seconds", seconds(job.created(), job.finished()));
        return told(
                host,
                Publication.idOf("job", job.id()),
                job.finished(),
                Publication.Kind.JOB,
                job.name(),
                texts(
                        "job",
                        job.id(),
                        "action",
                        job.action(),
                        "status",
                        job.status().name().toLowerCase(Locale.ROOT),
                        "message",
                        job.message()),
                numbers);
    }

    private static Publication agent(Host host, HostAgent agent) {
        return told(
                host,
                Publication.idOf("agent", host.agentsn(), agent.name(), agent.changed()),
                agent.changed(),
                Publication.Kind.AGENT_STATE,
                agent.name(),
                texts(
                        "status",
                        agent.status(),
                        "state",
                        agent.state(),
                        "version",
                        agent.version(),
                        "health",
                        agent.health(),
                        "reason",
                        agent.reason()),
                Map.of("restarts", agent.restarts(), "pid", agent.pid()));
    }

    private static Publication told(
            Host host,
            String id,
            Instant time,
            Publication.Kind kind,
            String agent,
            Map<String, String> texts,
            Map<String, Number> numbers) {
        var tags = Publication.tagsOf(host.tags());
        return new Publication(id, time, kind, host.agentsn(), host.hostname(), agent, tags, texts, numbers);
    }

    /** Names and texts in turn; an empty text is left out. */
    private static Map<String, String> texts(String... words) {
        var texts = new TreeMap<String, String>();
        for (int i = 0; i < words.length; i += 2) {
            if (!words[i + 1].isEmpty()) {
                texts.put(words[i], words[i + 1]);
            }
        }
        return texts;
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}
