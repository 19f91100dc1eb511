package org.bootagent.booter.fleet.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.HostStore;

/** Hosts of the store in memory. */
record MemoryHosts(MemoryStore.State state) implements HostStore {
    @Override
    public boolean add(Host host) {
        return state.hosts.putIfAbsent(host.agentsn(), host) == null;
    }

    @Override
    public void addAll(Collection<Host> hosts) {
        for (Host host : hosts) {
            if (!add(host)) {
                throw new IllegalStateException("host " + host.agentsn() + " is known");
            }
        }
    }

    @Override
    public List<Host> seen(Collection<Host> hosts) {
        var unknown = new ArrayList<Host>();
        for (Host host : hosts) {
            Host known = state.hosts.get(host.agentsn());
            if (known == null) {
                unknown.add(host);
            } else if (!known.lastSeen().isAfter(host.lastSeen())) {
                state.hosts.put(known.agentsn(), known.seen(host));
            }
        }
        return unknown;
    }

    @Override
    public void moveTimes(Duration by, Instant onlineAfter) {
        move(host -> host.onlineUntil().isAfter(onlineAfter), by);
    }

    @Override
    public void moveTimesAfter(Instant now, Duration by) {
        move(host -> host.lastSeen().isAfter(now), by);
    }

    private void move(Predicate<Host> moved, Duration by) {
        state.hosts.replaceAll((sn, host) -> moved.test(host) ? host.moved(by) : host);
    }

    /** Does nothing, because no other unit of work runs meanwhile. */
    @Override
    public void lock(Collection<String> serialNumbers) {}

    @Override
    public void update(Collection<Host> hosts) {
        for (Host host : hosts) {
            Host known = state.hosts.get(host.agentsn());
            state.hosts.put(
                    host.agentsn(),
                    new Host(
                            known.agentsn(),
                            host.hostname(),
                            host.version(),
                            host.tags(),
                            host.step(),
                            known.uptime(),
                            host.actions(),
                            known.firstSeen(),
                            known.lastSeen(),
                            known.onlineUntil()));
        }
    }

    @Override
    public boolean remove(String agentsn) {
        state.agents.values().removeIf(agent -> agent.agentsn().equals(agentsn));
        state.jobs.values().removeIf(job -> job.agentsn().equals(agentsn));
        state.events.removeIf(event -> event.agentsn().equals(agentsn));
        state.identities.values().removeIf(identity -> identity.agentsn().equals(agentsn));
        state.sidecars.remove(agentsn);
        state.certificates.remove(agentsn);
        state.duplicates.remove(agentsn);
        return state.hosts.remove(agentsn) != null;
    }

    @Override
    public Optional<Host> find(String agentsn) {
        return Optional.ofNullable(state.hosts.get(agentsn));
    }

    @Override
    public List<Host> find(Collection<String> serialNumbers) {
        return MemoryStore.known(serialNumbers, state.hosts);
    }

    @Override
    public Page<Host> list(HostFilter filter, Instant now, Slice slice) {
        String text = filter.text() == null ? "" : filter.text().toLowerCase(Locale.ROOT);
        var sorted = state.hosts.values().stream()
                .sorted(Comparator.comparing(Host::hostname).thenComparing(Host::agentsn))
                .toList();
        return MemoryStore.page(
                sorted,
                host -> (host.hostname().toLowerCase(Locale.ROOT) + "\n" + host.agentsn()).contains(text)
                        && (filter.tag() == null || ("," + host.tags() + ",").contains("," + filter.tag() + ","))
                        && MemoryStore.selects(filter.online(), host.online(now)),
                slice);
    }

    @Override
    public Set<String> serialNumbers() {
        return new LinkedHashSet<>(state.hosts.keySet());
    }

    @Override
    public long count() {
        return state.hosts.size();
    }

    @Override
    public long countOnline(Instant now) {
        return state.hosts.values().stream().filter(host -> host.online(now)).count();
    }

    @Override
    public void addDuplicates(Collection<String> serialNumbers) {
        serialNumbers.stream().filter(state.hosts::containsKey).forEach(state.duplicates::add);
    }

    @Override
    public void removeDuplicates(Collection<String> serialNumbers) {
        state.duplicates.removeAll(serialNumbers);
    }

    @Override
    public List<Host> duplicates() {
        return find(state.duplicates);
    }

    @Override
    public Map<String, String> certificates(Collection<String> serialNumbers) {
        var certificates = new HashMap<>(state.certificates);
        certificates.keySet().retainAll(serialNumbers);
        return certificates;
    }

    @Override
    public void putCertificates(Map<String, String> certificates) {
        state.certificates.putAll(certificates);
    }

    @Override
    public int prune(Instant before) {
        var old = state.hosts.values().stream()
                .filter(host -> host.version().isEmpty())
                .filter(host ->
                        host.firstSeen().isBefore(before) && host.lastSeen().isBefore(before))
                .map(Host::agentsn)
                .toList();
        old.forEach(this::remove);
        return old.size();
    }
}
