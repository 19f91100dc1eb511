package org.bootagent.booter.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serial numbers that two hosts use, as after a home was copied. Each job would be done on both, or on the wrong one: they get none until one of the two has been
 * silent for long enough. A run of the host agent that comes back after another one has reported tells such a pair from a restart; host agents that do not say which
 * run they are cannot be told apart. In memory: after a restart of Booter, the two are found again as soon as each has reported. Thread-safe.
 */
final class Duplicates {
    static final String EVENT = "duplicate-host";

    private static final Logger LOG = LoggerFactory.getLogger(Duplicates.class);

    /** A host whose connection was replaced, if there is one, comes back after 5 s at most. */
    private static final Duration SUSPICION = Duration.ofSeconds(10);

    /** How long a host agent that was refused stays away: so many steps, and no longer than this. */
    private static final int BACKOFF_STEPS = 4;

    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(5);

    /** Of more copies than these, which report in turn, each looks like a restart. */
    private static final int MOST_RUNS = 256;

    private final Map<String, Known> hosts = new HashMap<>();

    /** Of nearly all hosts, no more than the run that reported last. */
    private static final class Known {
        private String run = "";
        private String hostname = "";
        private Set<String> before = Set.of();
        private Instant suspectUntil = Instant.MIN;
        private Instant certainUntil = Instant.MIN;

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

    /** Takes notice of who reports. @return an event for each pair that was not known */
    synchronized List<FleetEvent> among(List<HostNews> news) {
        var found = new ArrayList<FleetEvent>();
        for (HostNews one : news) {
            if (!one.instance().isEmpty()) {
                look(one, found);
            }
        }
        return found;
    }

    private void look(HostNews news, List<FleetEvent> found) {
        var known = hosts.computeIfAbsent(news.agentsn(), agentsn -> new Known());
        Host host = news.host();
        String other = known.hostname;
        known.hostname = host.hostname();
        if (known.cameBack(news.instance())) {
            boolean newly = !known.certainUntil.isAfter(host.lastSeen());
            known.certainUntil = host.lastSeen().plus(silence(host.step()));
            if (newly) {
                found.add(event(host, other));
            }
        }
    }

    /** Each of two that are there reports within a step, or tries to connect again within the longest wait. */
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

    synchronized void suspect(String agentsn, Instant now) {
        hosts.computeIfAbsent(agentsn, key -> new Known()).suspectUntil = now.plus(SUSPICION);
    }

    synchronized boolean held(String agentsn, Instant now) {
        var known = hosts.get(agentsn);
        return known != null && (known.suspectUntil.isAfter(now) || known.certainUntil.isAfter(now));
    }

    synchronized boolean certain(String agentsn, Instant now) {
        var known = hosts.get(agentsn);
        return known != null && known.certainUntil.isAfter(now);
    }

    synchronized int count(Instant now) {
        return (int) hosts.values().stream()
                .filter(known -> known.certainUntil.isAfter(now))
                .count();
    }

    synchronized void forget(String agentsn) {
        hosts.remove(agentsn);
    }
}
