package org.bootagent.api.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Definition of an agent.
 *
 * @param name unique on the host
 * @param version of its release; empty if it has none
 * @param release id of its release; empty: its files were installed by a script, not from a package
 * @param directory absolute path of its release, or of its substitute
 * @param executable default program, absolute; empty if there is none
 * @param packaged options of its package
 * @param requested options of jobs; they outrank {@code packaged}
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

    /** Returns program and arguments; empty if none is given and there is nothing to run. */
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
