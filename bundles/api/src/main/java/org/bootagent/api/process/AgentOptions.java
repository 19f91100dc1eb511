package org.bootagent.api.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Options of an agent from a package ({@code bootagent.json}) or a job. A null component is absent. Made with {@link #builder()}.
 *
 * @param command program and arguments; a relative program is looked for in the release
 * @param environment set for the process, beside the host's own
 * @param limits what it may use
 * @param user to run as: a name or a number
 * @param workDir to run in; relative to the release; default: the release
 * @param restart what to do when it ends by itself; default {@link RestartPreset#CLASSIC}
 * @param stopSignal name without SIG; default TERM
 * @param stopGrace between the stop signal and the kill, at most an hour; default 10 s
 * @param noNewPrivileges whether its processes can never gain privileges, by a set-user-id program for example; default: only with a user
 * @param health how its health is looked at; default: not at all
 * @param after agents that start first when the host agent starts, at most 64; those that are not there are not waited for
 * @param hooks commands that run beside its own
 * @param keep what an upgrade takes over of what the agent has written into its release: paths relative to it, with all that is below, {@code *} matches
 * within a name; at most 64
 */
public record AgentOptions(
        List<String> command,
        Map<String, String> environment,
        Limits limits,
        String user,
        String workDir,
        RestartPreset restart,
        String stopSignal,
        Duration stopGrace,
        Boolean noNewPrivileges,
        HealthCheck health,
        List<String> after,
        Hooks hooks,
        List<String> keep) {
    /** Options with every component absent. */
    public static final AgentOptions NONE = builder().build();

    /** Default grace. */
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    private static final Duration MAX_STOP_GRACE = Duration.ofHours(1);
    private static final int MAX_AFTER = 64;
    private static final Pattern ENV_NAME = Pattern.compile("[^=\\x00]{1,256}");
    private static final int MAX_KEEP = 64;
    private static final int MAX_KEPT_LENGTH = 256;
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\\$?");
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9+-]{1,9}");
    private static final Pattern AGENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public AgentOptions {
        command = command == null ? null : List.copyOf(command);
        environment = environment == null ? null : Map.copyOf(environment);
        after = after == null ? null : List.copyOf(after);
        keep = keep == null ? null : List.copyOf(keep);
        checkCommand(command);
        checkEnvironment(environment);
        check(user == null || USER.matcher(user).matches(), "user must be a user's name or number");
        check(workDir == null || !hasNul(workDir), "workDir must not contain NUL");
        check(stopSignal == null || SIGNAL.matcher(stopSignal).matches(), "stopSignal must be a name such as TERM");
        check(
                stopGrace == null || (!stopGrace.isNegative() && stopGrace.compareTo(MAX_STOP_GRACE) <= 0),
                "stopGrace must be 0 to 3600 s");
        check(
                after == null
                        || (after.size() <= MAX_AFTER
                                && after.stream()
                                        .allMatch(name -> AGENT.matcher(name).matches())),
                "after must be at most " + MAX_AFTER + " names of agents");
        check(
                keep == null || (keep.size() <= MAX_KEEP && keep.stream().allMatch(AgentOptions::isKept)),
                "keep must be at most " + MAX_KEEP + " paths in the release, relative and without ..");
    }

    private static boolean isKept(String path) {
        return !path.isBlank()
                && path.length() <= MAX_KEPT_LENGTH
                && !path.startsWith("/")
                && !hasNul(path)
                && !List.of(path.split("/", -1)).contains("..");
    }

    /** Returns a builder with every component absent. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of these options. */
    public Builder but() {
        return builder()
                .command(command)
                .environment(environment)
                .limits(limits)
                .user(user)
                .workDir(workDir)
                .restart(restart)
                .stopSignal(stopSignal)
                .stopGrace(stopGrace)
                .noNewPrivileges(noNewPrivileges)
                .health(health)
                .after(after)
                .hooks(hooks)
                .keep(keep);
    }

    /** Returns these options, with the others as defaults. Environments are merged, variable by variable. */
    public AgentOptions orElse(AgentOptions other) {
        return other.replacedBy(this)
                .but()
                .environment(merge(other.environment, environment))
                .build();
    }

    /** Overrides these options with those of a later job, field by field; an environment is replaced as a whole. */
    public AgentOptions replacedBy(AgentOptions later) {
        return builder()
                .command(or(later.command, command))
                .environment(or(later.environment, environment))
                .limits(or(later.limits, limits))
                .user(or(later.user, user))
                .workDir(or(later.workDir, workDir))
                .restart(or(later.restart, restart))
                .stopSignal(or(later.stopSignal, stopSignal))
                .stopGrace(or(later.stopGrace, stopGrace))
                .noNewPrivileges(or(later.noNewPrivileges, noNewPrivileges))
                .health(or(later.health, health))
                .after(or(later.after, after))
                .hooks(or(later.hooks, hooks))
                .keep(or(later.keep, keep))
                .build();
    }

    private static Map<String, String> merge(Map<String, String> base, Map<String, String> over) {
        if (base == null || over == null) {
            return base == null ? over : base;
        }
        var merged = new LinkedHashMap<>(base);
        merged.putAll(over);
        return merged;
    }

    private static <T> T or(T value, T other) {
        return value == null ? other : value;
    }

    private static void checkCommand(List<String> command) {
        check(command == null || (!command.isEmpty() && !command.get(0).isBlank()), "command must name a program");
        check(command == null || command.stream().noneMatch(AgentOptions::hasNul), "command must not contain NUL");
    }

    private static void checkEnvironment(Map<String, String> environment) {
        check(
                environment == null
                        || environment.keySet().stream()
                                .allMatch(name -> ENV_NAME.matcher(name).matches()),
                "an environment variable's name must have 1 to 256 characters and no =");
        check(
                environment == null || environment.values().stream().noneMatch(AgentOptions::hasNul),
                "environment must not contain NUL");
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Sets options; {@link #build()} checks them. */
    public static final class Builder {
        private List<String> command;
        private Map<String, String> environment;
        private Limits limits;
        private String user;
        private String workDir;
        private RestartPreset restart;
        private String stopSignal;
        private Duration stopGrace;
        private Boolean noNewPrivileges;
        private HealthCheck health;
        private List<String> after;
        private Hooks hooks;
        private List<String> keep;

        private Builder() {}

        public Builder command(List<String> value) {
            command = value;
            return this;
        }

        public Builder environment(Map<String, String> value) {
            environment = value;
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder user(String value) {
            user = value;
            return this;
        }

        public Builder workDir(String value) {
            workDir = value;
            return this;
        }

        public Builder restart(RestartPreset value) {
            restart = value;
            return this;
        }

        public Builder stopSignal(String value) {
            stopSignal = value;
            return this;
        }

        public Builder stopGrace(Duration value) {
            stopGrace = value;
            return this;
        }

        public Builder noNewPrivileges(Boolean value) {
            noNewPrivileges = value;
            return this;
        }

        public Builder health(HealthCheck value) {
            health = value;
            return this;
        }

        public Builder after(List<String> value) {
            after = value;
            return this;
        }

        public Builder keep(List<String> value) {
            keep = value;
            return this;
        }

        public Builder hooks(Hooks value) {
            hooks = value;
            return this;
        }

        /**
         * Builds the options.
         *
         * @throws IllegalArgumentException for options that no process can have
         */
        public AgentOptions build() {
            return new AgentOptions(
                    command,
                    environment,
                    limits,
                    user,
                    workDir,
                    restart,
                    stopSignal,
                    stopGrace,
                    noNewPrivileges,
                    health,
                    after,
                    hooks,
                    keep);
        }
    }
}
