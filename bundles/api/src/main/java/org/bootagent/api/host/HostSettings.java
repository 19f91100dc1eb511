package org.bootagent.api.host;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bootagent.api.metafile.Section;

/**
 * Identity and settings that the server gave this host. Absent from the metafile: the host never registered.
 *
 * @param agentsn serial number, a UUID given or confirmed by the server
 * @param tags labels of the host
 * @param servers persisted servers, tried before the built-in ones, in order; duplicates are kept
 * @param step time between two reports, {@link #MIN_STEP} to {@link #MAX_STEP}
 */
public record HostSettings(String agentsn, Map<String, String> tags, List<String> servers, Duration step) {
    /** Section of the metafile that keeps them. */
    public static final Section<HostSettings> SECTION = new Section<>("host", HostSettings.class);

    /** The seed's default: ten minutes. */
    public static final Duration DEFAULT_STEP = Duration.ofMinutes(10);

    /** Shortest step accepted. */
    public static final Duration MIN_STEP = Duration.ofSeconds(1);

    /** Longest step accepted: a day. */
    public static final Duration MAX_STEP = Duration.ofDays(1);

    public HostSettings {
        Objects.requireNonNull(agentsn, "agentsn");
        tags = tags == null ? Map.of() : Map.copyOf(tags);
        servers = servers == null ? List.of() : List.copyOf(servers);
        step = step == null ? DEFAULT_STEP : step;
        if (step.compareTo(MIN_STEP) < 0 || step.compareTo(MAX_STEP) > 0) {
            throw new IllegalArgumentException("step is " + step.toSeconds() + " s, must be 1 to 86400");
        }
    }

    public HostSettings withServers(List<String> newServers) {
        return new HostSettings(agentsn, tags, newServers, step);
    }

    public HostSettings withStep(Duration newStep) {
        return new HostSettings(agentsn, tags, servers, newStep);
    }
}
