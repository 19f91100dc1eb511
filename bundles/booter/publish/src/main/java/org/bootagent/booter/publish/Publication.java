package org.bootagent.booter.publish;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Something that other systems are told of. As JSON, its fields are those of the object.
 *
 * @param id names it for good: the same thing told twice has the same id; at most 128 ASCII characters, see {@link #idOf}
 * @param time when it happened, maybe by the host's clock
 * @param agentsn serial number of the host
 * @param hostname its name, or empty
 * @param agent the agent's name, or empty for the host itself
 * @param tags labels of the host and whatever else it is grouped by
 * @param texts fields in words
 * @param numbers fields in figures: whole ones become Long, all others Double; what is no finite number is left out
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

    /** A text of an event that a sidecar of EasyAgent's own has told of. */
    public static final String SIDECAR = "sidecar";

    private static final int NANOS_OF_A_MILLI = 1_000_000;

    /** Last time that a sink's 64 bits of nanoseconds have room for: a host whose clock is off by centuries must not keep a batch from being taken. */
    private static final Instant LAST = Instant.parse("2262-01-01T00:00:00Z");

    /** What it tells of. */
    public enum Kind {
        /** Something happened on a host. */
        @JsonProperty("event")
        EVENT,
        /** A job has ended. */
        @JsonProperty("job")
        JOB,
        /** What a host uses of its resources. */
        @JsonProperty("usage-host")
        USAGE_HOST,
        /** What an agent uses of its host's resources. */
        @JsonProperty("usage-agent")
        USAGE_AGENT,
        /** An agent's health was checked, with the same outcome as the time before; {@code failed} is 1 if it was bad. Nearly all sinks leave it out. */
        @JsonProperty("health-check")
        HEALTH_CHECK,
        /** An agent is in another state than before. */
        @JsonProperty("agent-state")
        AGENT_STATE;

        /** As in JSON, such as {@code usage-host}. */
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
     * The time in nanoseconds since 1970 for sinks to which two points of one series and time are one. The nanoseconds within a millisecond, which no host measures,
     * tell two publications apart; the same one sent twice has the same. A time before 1970 or after 2261 counts as 1970.
     */
    public long distinctNanos() {
        long millis = time.isBefore(Instant.EPOCH) || time.isAfter(LAST) ? 0 : time.toEpochMilli();
        return millis * NANOS_OF_A_MILLI + Math.floorMod(id.hashCode(), NANOS_OF_A_MILLI);
    }

    /**
     * The same, but of this time if it is of a later one. For what a sink files it under: a host whose clock is ahead must not be refused, nor make a day that is
     * still to come. While its clock is ahead, the same one sent twice may have two times.
     */
    public Publication notAfter(Instant latest) {
        return time.isAfter(latest)
                ? new Publication(id, latest, kind, agentsn, hostname, agent, tags, texts, numbers)
                : this;
    }

    /** A field in words; empty if there is none. */
    public String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** A field in figures; 0 if there is none. */
    public Number number(String name) {
        return numbers.getOrDefault(name, 0L);
    }

    /** An id for what these words name together. */
    public static String idOf(Object... words) {
        var name = new StringBuilder();
        for (Object word : words) {
            name.append(word).append('\0');
        }
        return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Labels as the fleet keeps them, {@code k=v,k=v}. */
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
