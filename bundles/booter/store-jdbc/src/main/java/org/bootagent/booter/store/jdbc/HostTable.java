package org.bootagent.booter.store.jdbc;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.jdbi.v3.core.Handle;

/** The tables {@code host} and {@code host_contact}. */
final class HostTable {
    private static final String COLUMNS =
            "h.agentsn, hostname, version, tags, step, uptime, actions, first_seen, last_seen";
    private static final String FROM = "host h JOIN host_contact c ON c.agentsn = h.agentsn";

    private final Handle handle;

    HostTable(Handle handle) {
        this.handle = handle;
    }

    boolean add(Host host) {
        if (find(host.agentsn()).isPresent()) {
            return false;
        }
        handle.createUpdate("INSERT INTO host (agentsn, hostname, version, tags, step, actions, first_seen)"
                        + " VALUES (:agentsn, :hostname, :version, :tags, :step, :words, :firstSeen)")
                .bindMethods(host)
                .bind("words", String.join(",", host.actions()))
                .execute();
        handle.createUpdate("INSERT INTO host_contact (agentsn, last_seen, online_until, uptime)"
                        + " VALUES (:agentsn, :lastSeen, :onlineUntil, :uptime)")
                .bindMethods(host)
                .execute();
        return true;
    }

    boolean seen(String agentsn, Instant lastSeen, Instant onlineUntil, long uptime) {
        return handle.createUpdate("UPDATE host_contact SET last_seen = :lastSeen, online_until = :onlineUntil,"
                                + " uptime = :uptime WHERE agentsn = :agentsn")
                        .bind("lastSeen", lastSeen)
                        .bind("onlineUntil", onlineUntil)
                        .bind("uptime", uptime)
                        .bind("agentsn", agentsn)
                        .execute()
                > 0;
    }

    void lock(String agentsn) {
        var unused = handle.createQuery("SELECT agentsn FROM host_contact WHERE agentsn = :agentsn FOR UPDATE")
                .bind("agentsn", agentsn)
                .mapTo(String.class)
                .findOne();
    }

    void update(Host host) {
        handle.createUpdate("UPDATE host SET hostname = :hostname, version = :version, tags = :tags, step = :step,"
                        + " actions = :words WHERE agentsn = :agentsn")
                .bindMethods(host)
                .bind("words", String.join(",", host.actions()))
                .execute();
    }

    boolean remove(String agentsn) {
        return handle.createUpdate("DELETE FROM host WHERE agentsn = :agentsn")
                        .bind("agentsn", agentsn)
                        .execute()
                > 0;
    }

    Optional<Host> find(String agentsn) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM " + FROM + " WHERE h.agentsn = :agentsn")
                .bind("agentsn", agentsn)
                .mapTo(Host.class)
                .findOne();
    }

    Page<Host> page(Filter.Hosts filter, Instant now, Slice slice) {
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

    /** Those that registered and were never heard of again: often a registration whose reply was lost. */
    int prune(Instant before) {
        return handle.createUpdate("DELETE FROM host WHERE version = '' AND first_seen < :before AND agentsn IN"
                        + " (SELECT agentsn FROM host_contact WHERE last_seen < :before)")
                .bind("before", before)
                .execute();
    }
}
