package org.bootagent.booter.store.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.HostStore;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The tables {@code host}, {@code host_contact}, {@code host_certificate} and {@code duplicate_host}. */
final class HostTable implements HostStore {
    private static final String COLUMNS =
            "h.agentsn, hostname, version, tags, step, uptime, actions, first_seen, last_seen, online_until";
    private static final String FROM = "host h JOIN host_contact c ON c.agentsn = h.agentsn";

    private final Handle handle;
    private final Durability durability;

    HostTable(Handle handle, Durability durability) {
        this.handle = handle;
        this.durability = durability;
    }

    @Override
    public boolean add(Host host) {
        if (find(host.agentsn()).isPresent()) {
            return false;
        }
        addAll(List.of(host));
        return true;
    }

    @Override
    public void addAll(Collection<Host> hosts) {
        if (!durability.requireIf(!hosts.isEmpty())) {
            return;
        }
        var themselves =
                handle.prepareBatch("INSERT INTO host (agentsn, hostname, version, tags, step, actions, first_seen)"
                        + " VALUES (:agentsn, :hostname, :version, :tags, :step, :words, :firstSeen)");
        var contacts = handle.prepareBatch("INSERT INTO host_contact (agentsn, last_seen, online_until, uptime)"
                + " VALUES (:agentsn, :lastSeen, :onlineUntil, :uptime)");
        for (Host host : hosts) {
            themselves.bindMethods(host).bind("words", words(host)).add();
            contacts.bindMethods(host).add();
        }
        themselves.execute();
        contacts.execute();
    }

    @Override
    public List<Host> seen(Collection<Host> hosts) {
        if (hosts.isEmpty()) {
            return List.of();
        }
        int[] found;
        try (var rows = handle.getConnection()
                .prepareStatement("UPDATE host_contact SET"
                        + " online_until = CASE WHEN last_seen > ? THEN online_until ELSE ? END,"
                        + " uptime = CASE WHEN last_seen > ? OR ? < 0 THEN uptime ELSE ? END,"
                        + " last_seen = GREATEST(last_seen, ?) WHERE agentsn = ?")) {
            for (Host host : hosts) {
                Rows.bind(rows, 1, host.lastSeen());
                Rows.bind(rows, 2, host.onlineUntil());
                Rows.bind(rows, 3, host.lastSeen());
                rows.setLong(4, host.uptime());
                rows.setLong(5, host.uptime());
                Rows.bind(rows, 6, host.lastSeen());
                rows.setString(7, host.agentsn());
                rows.addBatch();
            }
            found = rows.executeBatch();
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException(e, null);
        }
        var unknown = new ArrayList<Host>();
        int i = 0;
        for (Host host : hosts) {
            if (found[i++] == 0) {
                unknown.add(host);
            }
        }
        return unknown;
    }

    @Override
    public void moveTimes(Duration by, Instant onlineAfter) {
        move(by, "online_until", onlineAfter);
    }

    @Override
    public void moveTimesAfter(Instant now, Duration by) {
        move(by, "last_seen", now);
    }

    /** Moves the times of hosts whose time in this column is later. */
    private void move(Duration by, String column, Instant after) {
        handle.createUpdate("UPDATE host_contact SET last_seen = last_seen + " + Rows.MILLIS
                        + ", online_until = online_until + " + Rows.MILLIS + " WHERE " + column + " > :after")
                .bind("millis", by.toMillis())
                .bind("after", after)
                .execute();
        durability.require();
    }

    @Override
    public List<Host> find(Collection<String> serialNumbers) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + Keys.FROM + " JOIN host h ON h.agentsn = k.wanted"
                        + " JOIN host_contact c ON c.agentsn = h.agentsn")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .mapTo(Host.class)
                .list();
    }

    @Override
    public Set<String> serialNumbers() {
        return handle.createQuery("SELECT agentsn FROM host ORDER BY agentsn")
                .mapTo(String.class)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public void addDuplicates(Collection<String> serialNumbers) {
        if (!durability.requireIf(!serialNumbers.isEmpty())) {
            return;
        }
        handle.createUpdate(
                        "INSERT INTO duplicate_host (agentsn) SELECT agentsn FROM " + Keys.FROM
                                + " JOIN host h ON h.agentsn = k.wanted WHERE agentsn NOT IN (SELECT agentsn FROM duplicate_host)")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .execute();
    }

    @Override
    public void removeDuplicates(Collection<String> serialNumbers) {
        if (!durability.requireIf(!serialNumbers.isEmpty())) {
            return;
        }
        var batch = handle.prepareBatch("DELETE FROM duplicate_host WHERE agentsn = :agentsn");
        serialNumbers.forEach(agentsn -> batch.bind("agentsn", agentsn).add());
        batch.execute();
    }

    @Override
    public List<Host> duplicates() {
        return handle.createQuery(
                        "SELECT " + COLUMNS + " FROM " + FROM + " JOIN duplicate_host d ON d.agentsn = h.agentsn")
                .mapTo(Host.class)
                .list();
    }

    /** Locks one after the other by their numbers, as {@link #seen} does: two transactions must not wait for each other in a circle. */
    @Override
    public void lock(Collection<String> serialNumbers) {
        for (String agentsn : new TreeSet<>(serialNumbers)) {
            var unused = handle.createQuery("SELECT agentsn FROM host_contact WHERE agentsn = :agentsn FOR UPDATE")
                    .bind("agentsn", agentsn)
                    .mapTo(String.class)
                    .findOne();
        }
    }

    @Override
    public void update(Collection<Host> hosts) {
        if (hosts.isEmpty()) {
            return;
        }
        var changed = handle.prepareBatch("UPDATE host SET hostname = :hostname, version = :version, tags = :tags,"
                + " step = :step, actions = :words WHERE agentsn = :agentsn");
        hosts.forEach(
                host -> changed.bindMethods(host).bind("words", words(host)).add());
        changed.execute();
    }

    private static String words(Host host) {
        return String.join(",", host.actions());
    }

    @Override
    public boolean remove(String agentsn) {
        int removed = handle.createUpdate("DELETE FROM host WHERE agentsn = :agentsn")
                .bind("agentsn", agentsn)
                .execute();
        return durability.requireIf(removed > 0);
    }

    @Override
    public Optional<Host> find(String agentsn) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + FROM + " WHERE h.agentsn = :agentsn")
                .bind("agentsn", agentsn)
                .mapTo(Host.class)
                .findOne();
    }

    @Override
    public Page<Host> list(HostFilter filter, Instant now, Slice slice) {
        String text = filter.text() == null ? null : filter.text().toLowerCase(Locale.ROOT);
        String tag = filter.tag() == null ? null : "," + filter.tag() + ",";
        Instant online = filter.online() == null ? null : now;
        return new Where()
                .and(
                        "(LOWER(hostname) LIKE :text ESCAPE '!' OR h.agentsn LIKE :text ESCAPE '!')",
                        "text",
                        Where.containing(text))
                .and("',' || tags || ',' LIKE :tag ESCAPE '!'", "tag", Where.containing(tag))
                .and("online_until " + (Boolean.TRUE.equals(filter.online()) ? ">" : "<=") + " :now", "now", online)
                .page(handle, Host.class, COLUMNS, FROM, "hostname, h.agentsn", slice);
    }

    @Override
    public long count() {
        return Counts.of(handle, "host");
    }

    @Override
    public long countOnline(Instant now) {
        return handle.createQuery("SELECT COUNT(*) FROM host_contact WHERE online_until > :now")
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Map<String, String> certificates(Collection<String> serialNumbers) {
        return handle.createQuery("SELECT agentsn, certificate FROM " + Keys.FROM
                        + " JOIN host_certificate ON agentsn = k.wanted")
                .bindArray(Keys.NAME, String.class, Keys.of(serialNumbers))
                .reduceRows(new HashMap<>(), (certificates, row) -> {
                    certificates.put(row.getColumn(1, String.class), row.getColumn(2, String.class));
                    return certificates;
                });
    }

    @Override
    public void putCertificates(Map<String, String> certificates) {
        if (certificates.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch(
                "INSERT INTO host_certificate (agentsn, certificate) VALUES (:agentsn, :certificate)");
        certificates.forEach((agentsn, certificate) ->
                batch.bind("agentsn", agentsn).bind("certificate", certificate).add());
        batch.execute();
        durability.require();
    }

    /** Removes hosts that registered and were never heard of again: often a registration whose reply was lost. */
    @Override
    public int prune(Instant before) {
        int removed = handle.createUpdate("DELETE FROM host WHERE version = '' AND first_seen < :before AND agentsn IN"
                        + " (SELECT agentsn FROM host_contact WHERE last_seen < :before)")
                .bind("before", before)
                .execute();
        durability.requireIf(removed > 0);
        return removed;
    }
}
