package org.bootagent.booter.fleet.host;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A machine that runs BootAgent.
 *
 * @param agentsn serial number, a UUID in lower case
 * @param hostname as it last said
 * @param version of its BootAgent, such as {@code bootagent-1.2.4-x86_64}; empty before its first report
 * @param tags {@code k=v,k=v}
 * @param step seconds between two of its reports
 * @param uptime seconds its BootAgent had been running at {@code lastSeen}
 * @param actions it can carry out; empty if it does not say
 * @param firstSeen when it registered, first reported or was announced
 * @param lastSeen when it last registered or reported, was announced, or was connected
 * @param onlineUntil until when it counts as online if it says nothing more
 */
public record Host(
        String agentsn,
        String hostname,
        String version,
        String tags,
        int step,
        long uptime,
        List<String> actions,
        Instant firstSeen,
        Instant lastSeen,
        Instant onlineUntil) {
    /** So many steps without a report, and a host counts as offline. */
    public static final int STEPS_ONLINE = 3;

    public Host {
        Objects.requireNonNull(agentsn, "agentsn");
        Objects.requireNonNull(firstSeen, "firstSeen");
        Objects.requireNonNull(lastSeen, "lastSeen");
        hostname = hostname == null ? "" : hostname;
        version = version == null ? "" : version;
        tags = tags == null ? "" : tags;
        Objects.requireNonNull(onlineUntil, "onlineUntil");
        actions = actions == null ? List.of() : List.copyOf(actions);
    }

    /** A host that counts as online for some steps after it was last seen. */
    public Host(
            String agentsn,
            String hostname,
            String version,
            String tags,
            int step,
            long uptime,
            List<String> actions,
            Instant firstSeen,
            Instant lastSeen) {
        this(
                agentsn,
                hostname,
                version,
                tags,
                step,
                uptime,
                actions,
                firstSeen,
                lastSeen,
                lastSeen.plus(Duration.ofSeconds((long) step * STEPS_ONLINE)));
    }

    public boolean online(Instant now) {
        return now.isBefore(onlineUntil());
    }

    /** Returns whether the other reports the same about itself, but for times and for what Booter itself says. */
    public boolean saysOfItself(Host other) {
        return hostname.equals(other.hostname)
                && version.equals(other.version)
                && step == other.step
                && actions.equals(other.actions);
    }

    /** The same, which counts as online until then. */
    public Host until(Instant time) {
        return new Host(agentsn, hostname, version, tags, step, uptime, actions, firstSeen, lastSeen, time);
    }

    /** The same, heard of and online that much later. */
    public Host moved(Duration by) {
        return seen(new Host(
                agentsn,
                hostname,
                version,
                tags,
                step,
                uptime,
                actions,
                firstSeen,
                lastSeen.plus(by),
                onlineUntil.plus(by)));
    }

    /** The same, heard of as the other was. */
    public Host seen(Host heard) {
        return new Host(
                agentsn,
                hostname,
                version,
                tags,
                step,
                heard.uptime < 0 ? uptime : heard.uptime,
                actions,
                firstSeen,
                heard.lastSeen,
                heard.onlineUntil);
    }

    /** The same after so many seconds of its BootAgent; negative: as many as are known. */
    public Host running(long seconds) {
        return new Host(agentsn, hostname, version, tags, step, seconds, actions, firstSeen, lastSeen, onlineUntil);
    }

    public Host withTags(String newTags) {
        return new Host(agentsn, hostname, version, newTags, step, uptime, actions, firstSeen, lastSeen, onlineUntil);
    }
}
