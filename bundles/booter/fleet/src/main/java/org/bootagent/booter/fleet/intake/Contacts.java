package org.bootagent.booter.fleet.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.store.FleetStore;

/**
 * When hosts were last heard of, kept in memory and written for many at once: a commit for each report would be nearly all that Booter writes. Whoever reads from
 * the store what depends on it calls {@link #write} first, so that only a crash of Booter shows the lag. Thread-safe.
 */
public final class Contacts {
    /** A host whose connection is open counts as online for so long after that was last confirmed, whatever its step is. */
    static final Duration LEASE = Duration.ofMinutes(3);

    private static final long UNKNOWN_UPTIME = -1;

    private final FleetStore store;
    private final Map<String, Host> unwritten = new ConcurrentHashMap<>();
    private final Map<String, Instant> leases = new ConcurrentHashMap<>();

    public Contacts(FleetStore store) {
        this.store = store;
    }

    /** The host, online for as long as its connection makes it so if that is longer than its report does. */
    Host leased(Host reported) {
        Instant lease = leases.get(reported.agentsn());
        return lease == null || !lease.isAfter(reported.onlineUntil()) ? reported : reported.until(lease);
    }

    /** Notes a report. */
    void seen(Host reported) {
        note(leased(reported));
    }

    /** Notes that a host is connected at {@link Host#lastSeen}. */
    public void connected(Host host) {
        leases.put(host.agentsn(), host.lastSeen().plus(LEASE));
        note(leased(host).running(UNKNOWN_UPTIME));
    }

    /** Notes that a connection ended at {@link Host#lastSeen}. A host that has said something since stays as it is. */
    public void disconnected(Host host) {
        leases.remove(host.agentsn());
        note(host.until(host.lastSeen()).running(UNKNOWN_UPTIME));
    }

    private void note(Host host) {
        unwritten.merge(
                host.agentsn(),
                host,
                (known, now) -> known.lastSeen().isAfter(now.lastSeen()) ? known : known.seen(now));
    }

    /** The transaction that wrote these hosts is committed. */
    void written(Collection<Host> hosts) {
        for (Host host : hosts) {
            unwritten.computeIfPresent(
                    host.agentsn(), (sn, known) -> known.lastSeen().isAfter(host.lastSeen()) ? known : null);
        }
    }

    public void forget(String agentsn) {
        unwritten.remove(agentsn);
        leases.remove(agentsn);
    }

    /** Moves all times, as those in the store are. */
    public void move(Duration by) {
        leases.replaceAll((sn, lease) -> lease.plus(by));
        unwritten.replaceAll((sn, heard) -> heard.moved(by));
    }

    /** Moves what was heard after this time. */
    public void moveAfter(Instant now, Duration by) {
        unwritten.replaceAll((sn, heard) -> heard.lastSeen().isAfter(now) ? heard.moved(by) : heard);
    }

    /** A stored host with what was heard of it since. */
    public Host latest(Host stored) {
        Host heard = unwritten.get(stored.agentsn());
        return heard == null || stored.lastSeen().isAfter(heard.lastSeen()) ? stored : stored.seen(heard);
    }

    /**
     * Writes what was heard so far. One writer at a time: each would wait for the other's rows.
     *
     * @return hosts that the store does not know
     */
    public synchronized Set<String> write() {
        if (unwritten.isEmpty()) {
            return Set.of();
        }
        // By their numbers: see Intake.
        var heard = new TreeMap<String, Host>(unwritten);
        var unknown = store.inTransaction(tx -> tx.hosts().seen(heard.values()));
        heard.forEach(unwritten::remove);
        return unknown.stream().map(Host::agentsn).collect(Collectors.toSet());
    }
}
