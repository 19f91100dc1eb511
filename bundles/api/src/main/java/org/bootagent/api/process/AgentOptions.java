package org.bootagent.api.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How an agent is to be run, as far as somebody says: a package ({@code bootagent.json}) or a job. A null component is not said.
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
        Boolean noNewPrivileges) {
    /** Nothing said. */
    public static final AgentOptions NONE = new AgentOptions(null, null, null, null, null, null, null, null);

    /** Grace when nothing is said. */
    public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(10);

    private static final Duration MAX_STOP_GRACE = Duration.ofHours(1);
    private static final Pattern ENV_NAME = Pattern.compile("[^=\\x00]{1,256}");
    private static final Pattern USER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}\\$?");
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9+-]{1,9}");

    public AgentOptions {
        command = command == null ? null : List.copyOf(command);
        environment = environment == null ? null : Map.copyOf(environment);
        check(command == null || (!command.isEmpty() && !command.get(0).isBlank()), "command must name a program");
        check(command == null || command.stream().noneMatch(AgentOptions::hasNul), "command must not contain NUL");
        check(
                environment == null
                        || environment.keySet().stream()
                                .allMatch(name -> ENV_NAME.matcher(name).matches()),
                "an environment variable's name must have 1 to 256 characters and no =");
        check(
                environment == null || environment.values().stream().noneMatch(AgentOptions::hasNul),
                "environment must not contain NUL");
        check(user == null || USER.matcher(user).matches(), "user must be a user's name or number");
        check(workDir == null || !hasNul(workDir), "workDir must not contain NUL");
        check(stopSignal == null || SIGNAL.matcher(stopSignal).matches(), "stopSignal must be a name such as TERM");
        check(
                stopGrace == null || (!stopGrace.isNegative() && stopGrace.compareTo(MAX_STOP_GRACE) <= 0),
                "stopGrace must be 0 to 3600 s");
    }

    /** What says nothing of privileges. */
    public AgentOptions(
            List<String> command,
            Map<String, String> environment,
            Limits limits,
            String user,
            String workDir,
            RestartPreset restart,
            String stopSignal,
            Duration stopGrace) {
        this(command, environment, limits, user, workDir, restart, stopSignal, stopGrace, null);
    }

    /** These options where they say something, and those where they do not. Environments are merged, variable by variable. */
    public AgentOptions orElse(AgentOptions other) {
        return new AgentOptions(
                or(command, other.command),
                merge(other.environment, environment),
                or(limits, other.limits),
                or(user, other.user),
                or(workDir, other.workDir),
                or(restart, other.restart),
                or(stopSignal, other.stopSignal),
                or(stopGrace, other.stopGrace),
                or(noNewPrivileges, other.noNewPrivileges));
    }

    /** What a later job says replaces what an earlier one said, field by field; an environment is replaced whole. */
    public AgentOptions replacedBy(AgentOptions later) {
        return new AgentOptions(
                or(later.command, command),
                or(later.environment, environment),
                or(later.limits, limits),
                or(later.user, user),
                or(later.workDir, workDir),
                or(later.restart, restart),
                or(later.stopSignal, stopSignal),
                or(later.stopGrace, stopGrace),
                or(later.noNewPrivileges, noNewPrivileges));
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

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }
}
