package org.bootagent.api.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An agent as it is to be run.
 *
 * @param name unique on the host
 * @param version of its release; empty if it has none
 * @param release id of its release; empty: a script has brought its files, and no package
 * @param directory absolute path of its release, or of what stands for it
 * @param executable what to run when nobody says, absolute; empty if there is no such program
 * @param packaged what its package says
 * @param requested what jobs have said; outranks {@code packaged}
 */
public record AgentSpec(
        String name,
        String version,
        String release,
        String directory,
        List<String> executable,
        AgentOptions packaged,
        AgentOptions requested) {
    public AgentSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(directory, "directory");
        executable = executable == null ? List.of() : List.copyOf(executable);
        packaged = packaged == null ? AgentOptions.NONE : packaged;
        requested = requested == null ? AgentOptions.NONE : requested;
    }

    /** Returns whether it was installed from a package. */
    public boolean hasRelease() {
        return release != null && !release.isEmpty();
    }

    /** The options in force, before defaults. */
    public AgentOptions options() {
        return requested.orElse(packaged);
    }

    /** Program and arguments; empty if nobody says and there is nothing to run. */
    public List<String> command() {
        return options().command() == null ? executable : options().command();
    }

    public Map<String, String> environment() {
        return options().environment() == null ? Map.of() : options().environment();
    }

    public Limits limits() {
        return options().limits() == null ? Limits.NONE : options().limits();
    }

    public RestartPreset restart() {
        return options().restart() == null ? RestartPreset.CLASSIC : options().restart();
    }

    public String stopSignal() {
        return options().stopSignal() == null ? "TERM" : options().stopSignal();
    }

    public Duration stopGrace() {
        return options().stopGrace() == null
                ? AgentOptions.DEFAULT_STOP_GRACE
                : options().stopGrace();
    }

    public boolean noNewPrivileges() {
        return options().noNewPrivileges() == null
                ? options().user() != null
                : options().noNewPrivileges();
    }

    /** Returns its health check; empty if it has none. */
    public Optional<HealthCheck> health() {
        return Optional.ofNullable(options().health()).filter(check -> check.kind() != HealthCheck.Kind.NONE);
    }

    /** Agents that start first when the host agent starts. */
    public List<String> after() {
        return options().after() == null ? List.of() : options().after();
    }

    /** Returns the paths of the release that an upgrade keeps. */
    public List<String> keep() {
        return options().keep() == null ? List.of() : options().keep();
    }

    public Hooks hooks() {
        return options().hooks() == null ? Hooks.NONE : options().hooks();
    }

    public AgentSpec withRequested(AgentOptions later) {
        return new AgentSpec(name, version, release, directory, executable, packaged, requested.replacedBy(later));
    }
}
