package org.bootagent.booter.publish;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A fact that is published to other systems. As JSON, its fields are those of the object.
 *
 * @param id permanent and unique: the same fact published twice has the same id; at most 128 ASCII characters, see {@link #idOf}
 * @param time when it happened, maybe by the host's clock
 * @param agentsn serial number of the host
 * @param hostname its name, or empty
 * @param agent the agent's name, or empty for the host itself
 * @param tags labels of the host and other dimensions
 * @param texts text fields
 * @param numbers numeric fields: whole numbers become Long, all others Double; NaN and infinity are left out
 */
public record Publication(
        String id,
        Instant time,
        Kind kind,
        String agentsn,
        String hostname,
        String agent,
        Map<String, String> tags,
        Map<String, String> texts,
        Map<String, Number> numbers) {
    /** Longest {@link #id}. */
    public static final int MAX_ID = 128;

    /** Text field of an event that was reported by an EasyAgent sidecar itself. */
    public static final String SIDECAR = "sidecar";

    private static final int NANOS_OF_A_MILLI = 1_000_000;

    /** Latest time that fits into a sink's 64 bits of nanoseconds. A host whose clock is off by centuries must not keep a batch from being taken. */
    private static final Instant LAST = Instant.parse("2262-01-01T00:00:00Z");

    /** Subject of a publication. */
    public enum Kind {
        /** Something happened on a host. */
        @JsonProperty("event")
        EVENT,
        /** A job has ended. */
        @JsonProperty("job")
        JOB,
        /** Usage of a host's resources. */
        @JsonProperty("usage-host")
        USAGE_HOST,
        /** Usage of its host's resources by an agent. */
        @JsonProperty("usage-agent")
        USAGE_AGENT,
        /** An agent's health check had the same outcome as before; {@code failed} is 1 if it was bad. Most sinks leave it out. */
        @JsonProperty("health-check")
        HEALTH_CHECK,
        /** An agent's state has changed. */
        @JsonProperty("agent-state")
        AGENT_STATE;

        /** Returns the name in JSON, such as {@code usage-host}. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    public Publication {
        if (id == null || !id.matches("[\\x21-\\x7e]{1," + MAX_ID + "}")) {
            throw new IllegalArgumentException(
                    "a publication's id has 1 to " + MAX_ID + " printable ASCII characters; '" + id + "' has not");
        }
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(agentsn, "agentsn");
        hostname = hostname == null ? "" : hostname;
        agent = agent == null ? "" : agent;
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        texts = texts == null ? Map.of() : Map.copyOf(texts);
        numbers = numbers == null ? Map.of() : plain(numbers);
    }

    /**
     * Returns the time in nanoseconds since 1970, for sinks that merge two points of one series and time. The nanoseconds within a millisecond, which no host
     * measures, tell two publications apart; a publication sent twice has the same. A time before 1970 or after 2261 counts as 1970.
     */
    public long distinctNanos() {
        long millis = time.isBefore(Instant.EPOCH) || time.isAfter(LAST) ? 0 : time.toEpochMilli();
        return millis * NANOS_OF_A_MILLI + Math.floorMod(id.hashCode(), NANOS_OF_A_MILLI);
    }

    /**
     * Returns a copy whose time is at most this one, for filing in a sink: a host whose clock is ahead must not be refused, nor create a future day. While its
     * clock is ahead, a publication sent twice may have two times.
     */
    public Publication notAfter(Instant latest) {
        return time.isAfter(latest)
                ? new Publication(id, latest, kind, agentsn, hostname, agent, tags, texts, numbers)
                : this;
    }

    /** Returns a text field; empty if there is none. */
    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** Returns a numeric field; 0 if there is none. */
    public Number number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** Returns the id for the combination of these words. */
    public static String idOf(Object... words) {
        var name = new StringBuilder();
        for (Object word : words) {
            name.append(word).append('\0');
        }
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Parses labels as the fleet keeps them, {@code k=v,k=v}. */
    public static Map<String, String> tagsOf(String list) {
        var tags = new TreeMap<String, String>();
        for (String tag : list.split(",", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.put(
                        tag.substring(0, equals).strip(),
                        tag.substring(equals + 1).strip());
            }
        }
        return tags;
    }

    private static Map<String, Number> plain(Map<String, Number> numbers) {
        var plain = new TreeMap<String, Number>();
        numbers.forEach((name, number) -> {
            if (number instanceof Integer || number instanceof Long || number instanceof Short) {
                plain.put(name, number.longValue());
            } else if (number != null && Double.isFinite(number.doubleValue())) {
                plain.put(name, number.doubleValue());
            }
        });
        return Map.copyOf(plain);
    }
}
