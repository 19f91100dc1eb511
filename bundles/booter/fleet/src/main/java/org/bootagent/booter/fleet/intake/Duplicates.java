package org.bootagent.booter.fleet.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.report.HostNews;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serial numbers that two hosts use, as after a home was copied. Each job would be done on both, or on the wrong one: they get none until one of the two has been
 * silent for long enough. A run of the host agent that comes back after another one has reported tells such a pair from a restart; host agents that do not say which
 * run they are cannot be told apart. The store knows which hosts they are, for the time after a restart of Booter; their runs are found again as each reports. Thread-safe.
 */
public final class Duplicates {
    static final String EVENT = "duplicate-host";

    private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);

    /** A host whose connection was replaced, if there is one, comes back after 5 s at most. */
    private static final Duration SUSPICION = Duration.ofSeconds(10);

    /** Longest time that a refused host agent stays away, in steps; bounded by {@link #LONGEST_BACKOFF}. */
    private static final int BACKOFF_STEPS = 4;

    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** Limit of runs remembered: if more copies than this report in turn, each looks like a restart. */
    private static final int MOST_RUNS = 256;

    private final Map<String, Known> hosts = new HashMap<>();

    /** Runs of one serial number; for nearly all hosts only the run that reported last. */
    private static final class Known {
        private String run = "";
        private String hostname = "";
        private Set<String> before = Set.of();
        private Instant suspectUntil = Instant.MIN;
        private Instant certainUntil = Instant.MIN;
        private boolean stored;

        /** @return whether it is one that was replaced, and so is a host beside the one that replaced it */
        boolean cameBack(String now) {
            if (run.equals(now)) {
                return false;
            }
            boolean back = before.contains(now);
            if (!run.isEmpty()) {
                keep(run);
            }
            run = now;
            return back;
        }

        private void keep(String replaced) {
            if (before.isEmpty()) {
                before = new LinkedHashSet<>();
            }
            before.remove(replaced);
            before.add(replaced);
            if (before.size() > MOST_RUNS) {
                before.remove(before.iterator().next());
            }
        }
    }

    /**
     * What the store has to be told.
     *
     * @param begun of each pair that it does not know
     * @param over the serial numbers that one host uses again
     */
    record Changes(List<FleetEvent> begun, List<String> over) {}

    /** Holds back again what was held back when Booter ended. The time that it was away says nothing: no host could report. */
    public synchronized void remember(List<Host> stored, Instant now) {
        for (Host host : stored) {
            var known = hosts.computeIfAbsent(host.agentsn(), agentsn -> new Known());
            known.stored = true;
            known.hostname = host.hostname();
            // Whichever run reports first is not known to have been there before: it takes its second report to tell.
            known.certainUntil = now.plus(silence(host.step())).plusSeconds(Math.max(0, host.step()));
        }
    }

    /** Takes notice of who reports. What is returned counts as stored; see {@link #undo}. */
    synchronized Changes among(List<HostNews> news) {
        var changes = new Changes(new ArrayList<>(), new ArrayList<>());
        for (HostNews one : news) {
            if (!one.instance().isEmpty()) {
                look(one, changes);
            }
        }
        return changes;
    }

    /** These could not be stored: the next report brings them again. */
    synchronized void undo(Changes changes) {
        changes.begun().forEach(event -> stored(event.agentsn(), false));
        changes.over().forEach(agentsn -> stored(agentsn, true));
    }

    private void stored(String agentsn, boolean is) {
        hosts.computeIfAbsent(agentsn, key -> new Known()).stored = is;
    }

    private void look(HostNews news, Changes changes) {
        var known = hosts.computeIfAbsent(news.agentsn(), agentsn -> new Known());
        Host host = news.host();
        String other = known.hostname;
        known.hostname = host.hostname();
        if (known.cameBack(news.instance())) {
            known.certainUntil = host.lastSeen().plus(silence(host.step()));
        }
        boolean certain = known.certainUntil.isAfter(host.lastSeen());
        if (certain && !known.stored) {
            changes.begun().add(event(host, other));
        } else if (!certain && known.stored) {
            LOG.info("host {}: one of the two that used this serial number is gone; jobs go out again", host.agentsn());
            changes.over().add(host.agentsn());
        }
        known.stored = certain;
    }

    /** Returns after how long a silent host is gone: until then it would have reported, or tried to connect again. */
    private static Duration silence(int seconds) {
        var step = Duration.ofSeconds(seconds);
        var backoff = step.multipliedBy(BACKOFF_STEPS);
        boolean bounded = seconds > 0 && backoff.compareTo(LONGEST_BACKOFF) < 0;
        return step.plus(bounded ? backoff : LONGEST_BACKOFF);
    }

    private static FleetEvent event(Host host, String other) {
        String detail = "two hosts use this serial number, " + host.hostname() + " and " + other
                + "; neither gets jobs until one has been silent for "
                + silence(host.step()).toSeconds()
                + " s: stop the copy and remove its metafile.json and metafile.json.previous";
        LOG.warn("host {}: {}", host.agentsn(), detail);
        var now = host.lastSeen();
        return new FleetEvent(EVENT + "-" + now.toEpochMilli(), host.agentsn(), "", EVENT, detail, now, now);
    }

    public synchronized void suspect(String agentsn, Instant now) {
        hosts.computeIfAbsent(agentsn, key -> new Known()).suspectUntil = now.plus(SUSPICION);
    }

    public synchronized boolean held(String agentsn, Instant now) {
        var known = hosts.get(agentsn);
        return known != null && (known.suspectUntil.isAfter(now) || known.certainUntil.isAfter(now));
    }

    public synchronized boolean certain(String agentsn, Instant now) {
        var known = hosts.get(agentsn);
        return known != null && known.certainUntil.isAfter(now);
    }

    public synchronized int count(Instant now) {
        return (int) hosts.values().stream()
                .filter(known -> known.certainUntil.isAfter(now))
                .count();
    }

    /** Moves all times, as those in the store are. */
    public synchronized void move(Duration by) {
        for (Known known : hosts.values()) {
            known.suspectUntil = moved(known.suspectUntil, by);
            known.certainUntil = moved(known.certainUntil, by);
        }
    }

    private static Instant moved(Instant until, Duration by) {
        return until.equals(Instant.MIN) ? until : until.plus(by);
    }

    public synchronized void forget(String agentsn) {
        hosts.remove(agentsn);
    }
}
