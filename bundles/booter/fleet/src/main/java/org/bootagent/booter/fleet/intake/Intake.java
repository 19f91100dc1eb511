package org.bootagent.booter.fleet.intake;

import static org.bootagent.booter.fleet.FleetException.Kind.INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Fields;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.FleetNews;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.NewHosts;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.wire.StatusReply;
import org.bootagent.wire.StatusReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what hosts say, that of many hosts as one transaction, and answers with their jobs. */
public final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Pattern ACTION = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    public static final int MAX_VERSION = 128;
    private static final int MAX_ACTIONS = 256;
    private static final int MAX_INSTANCE = 64;

    private final FleetStore store;
    private final Subscribers subscribers;
    private final EndedJobs ended;
    private final Duplicates duplicates;
    private final Contacts contacts;
    private final UnchangedReports unchanged;
    private final NewHosts newHosts;

    public Intake(
            FleetStore store,
            Subscribers subscribers,
            EndedJobs ended,
            Duplicates duplicates,
            Contacts contacts,
            UnchangedReports unchanged,
            NewHosts newHosts) {
        this.newHosts = newHosts;
        this.store = store;
        this.subscribers = subscribers;
        this.ended = ended;
        this.duplicates = duplicates;
        this.contacts = contacts;
        this.unchanged = unchanged;
    }

    private record Taken(FleetNews news, Collection<FleetJob> finished, Map<String, List<JsonNode>> due) {}

    /** @return an answer to each; one that did not ask gets no jobs */
    public List<StatusReply> take(List<HostNews> news) {
        var changes = duplicates.among(news);
        var idle = idle(news, changes);
        idle.forEach(one -> contacts.seen(one.host()));
        var rest = idle.isEmpty()
                ? news
                : news.stream().filter(one -> !idle.contains(one)).toList();
        var due = rest.isEmpty() ? Map.<String, List<JsonNode>>of() : store(rest, changes);
        return news.stream()
                .map(one -> new StatusReply(0, one.asks() ? due.getOrDefault(one.agentsn(), List.of()) : List.of()))
                .toList();
    }

    /** Returns news that say nothing new and for whose hosts nothing waits. */
    private Set<HostNews> idle(List<HostNews> news, Duplicates.Changes changes) {
        var same = new LinkedHashMap<String, HostNews>();
        var others = new HashSet<String>(changes.over());
        changes.begun().forEach(event -> others.add(event.agentsn()));
        for (HostNews one : news) {
            if (others.contains(one.agentsn()) || !unchanged.contains(one)) {
                others.add(one.agentsn());
            } else {
                same.put(one.agentsn(), one);
            }
        }
        // Of a host that says several things, the order counts.
        same.keySet().removeAll(others);
        if (!same.isEmpty()) {
            same.keySet().removeAll(store.waiting(same.keySet()));
        }
        return news.stream().filter(one -> same.containsKey(one.agentsn())).collect(identitySet());
    }

    private static Collector<HostNews, ?, Set<HostNews>> identitySet() {
        return Collectors.toCollection(() -> Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** @return the jobs that are due, by host */
    private Map<String, List<JsonNode>> store(List<HostNews> news, Duplicates.Changes changes) {
        var storing = unchanged.begin(news);
        Taken taken;
        try {
            taken = store.inTransaction(tx -> take(tx, news, changes));
        } catch (RuntimeException e) {
            duplicates.undo(changes);
            throw e;
        }
        storing.done();
        unchanged.forget(taken.finished().stream().map(FleetJob::agentsn).toList());
        contacts.written(latest(news));
        subscribers.heard(taken.news());
        subscribers.finished(taken.finished());
        return taken.due();
    }

    private Taken take(UnitOfWork tx, List<HostNews> news, Duplicates.Changes pairs) {
        var hosts = keepHosts(tx, latest(news).stream().map(contacts::leased).toList(), news);
        tx.hosts().addDuplicates(pairs.begun().stream().map(FleetEvent::agentsn).toList());
        tx.hosts().removeDuplicates(pairs.over());
        var agents = new ArrayList<>(ReportedAgents.keep(tx, news));
        // Before results: one may have been started again since.
        agents.addAll(GivenUp.keep(tx, news));
        var finished = ReportedJobs.finish(tx, news, ended);
        var events = ReportedEvents.keep(tx, news, pairs.begun());
        var asking = news.stream()
                .filter(one ->
                        one.asks() && !duplicates.held(one.agentsn(), one.host().lastSeen()))
                .toList();
        return new Taken(new FleetNews(hosts, agents, events), finished, ReportedJobs.due(tx, asking));
    }

    public static HostNews news(StatusReport report, String from, Instant now) {
        if (report == null) {
            throw new FleetException(INVALID, "the body must be a status report");
        }
        return new HostNews(
                host(report, now),
                report.agents(),
                report.jobs(),
                List.of(),
                report.events(),
                report.progress(),
                true,
                Fields.cut(report.instance(), MAX_INSTANCE),
                from);
    }

    private static Host host(StatusReport report, Instant now) {
        String agentsn = Fields.serialNumber(report.agentsn())
                .orElseThrow(() -> new FleetException(INVALID, "agentsn must be a UUID; register to get one"));
        return new Host(
                agentsn,
                Fields.hostname(report.hostname()),
                Fields.cut(report.version(), MAX_VERSION),
                "",
                Fields.step(report.step()),
                Math.max(0, report.uptime()),
                actions(report.actions()),
                now,
                now);
    }

    private static List<String> actions(List<String> actions) {
        return actions.stream()
                .filter(ACTION.asMatchPredicate())
                .distinct()
                .sorted()
                .limit(MAX_ACTIONS)
                .toList();
    }

    /** Returns each host as last reported, sorted by serial number: two transactions that lock the same hosts must not wait for each other in a circle. */
    private static Collection<Host> latest(List<HostNews> news) {
        var hosts = new TreeMap<String, Host>();
        news.forEach(one -> hosts.put(one.agentsn(), one.host()));
        return hosts.values();
    }

    private void requireRoom(List<Host> unknown, long known, List<HostNews> news) {
        var from = new HashMap<String, String>();
        news.forEach(one -> from.put(one.agentsn(), one.from()));
        long count = known;
        for (Host host : unknown) {
            newHosts.require(from.get(host.agentsn()), count++, host.lastSeen());
        }
    }

    /** A Booter that lost its database takes its hosts back: an unknown serial number is admitted. */
    private Map<String, Host> keepHosts(UnitOfWork tx, Collection<Host> reported, List<HostNews> news) {
        var unknown = tx.hosts().seen(reported);
        if (!unknown.isEmpty()) {
            requireRoom(unknown, tx.hosts().count(), news);
        }
        tx.hosts().addAll(unknown);
        unknown.forEach(host -> LOG.info("host {} was unknown and is admitted as {}", host.hostname(), host.agentsn()));
        var known = new LinkedHashMap<String, Host>();
        tx.hosts().find(reported.stream().map(Host::agentsn).toList()).forEach(host -> known.put(host.agentsn(), host));
        var changed = new ArrayList<Host>();
        for (Host host : reported) {
            Host kept = host.withTags(known.get(host.agentsn()).tags());
            if (!known.put(host.agentsn(), kept).saysOfItself(host)) {
                changed.add(kept);
            }
        }
        tx.hosts().update(changed);
        return known;
    }
}
