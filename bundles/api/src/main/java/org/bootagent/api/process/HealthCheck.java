package org.bootagent.api.process;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bootagent.api.host.Redaction;
import org.bootagent.api.host.ServerAddress;

/**
 * Health check of an agent. While it is {@link HealthState#STARTING} failures do not count until {@code startPeriod} is over; a success ends it at once.
 * Then {@code retries} failures in a row make the agent unhealthy, and one success healthy again.
 *
 * @param kind what is tried
 * @param target the words of a command; or one word: a URL, {@code host:port}, a file's path. Relative programs and paths are looked for in the release
 * @param maxAge of a file, 1 s to 30 days; default a minute
 * @param period from the end of one try to the next, 0.1 s to a day; default 10 s. Until the first success it is tried each second
 * @param startPeriod from the start of the process, at most a day; default 10 s
 * @param timeout of one try, 0.1 s to 5 min; default 5 s
 * @param retries 1 to 100; default 3
 * @param onUnhealthy what is done; default {@link Action#REPORT}
 */
public record HealthCheck(
        Kind kind,
        List<String> target,
        Duration maxAge,
        Duration period,
        Duration startPeriod,
        Duration timeout,
        Integer retries,
        Action onUnhealthy) {
    private static final int MAX_TARGET = 4096;
    private static final int MAX_RETRIES = 100;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]{1,255}):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    /** Removes the check of a package. Declared after the bounds, which it must meet as well. */
    public static final HealthCheck NONE = of(Kind.NONE, List.of());

    /** Kind of a check. */
    public enum Kind {
        /** No check at all. */
        NONE,
        /** A command that ends with exit code 0; it runs as the agent does. */
        EXEC,
        /** A GET that is answered with 2xx or 3xx. */
        HTTP,
        /** A connection that is accepted. */
        TCP,
        /** A file that was changed recently. */
        FILE;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Reaction to an agent that has become unhealthy, in addition to an event. */
    public enum Action {
        REPORT,
        /** Stops it, and starts it again by its restart policy. */
        RESTART,
        /** Back to the previous release during the window after an upgrade; later: restart. */
        ROLLBACK;

        /** @throws IllegalArgumentException for any other name */
        public static Action parse(String name) {
            for (var action : values()) {
                if (action.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return action;
                }
            }
            throw new IllegalArgumentException("onUnhealthy '" + name + "' must be report, restart or rollback");
        }
    }

    public HealthCheck {
        Objects.requireNonNull(kind, "kind");
        target = List.copyOf(target);
        maxAge = within(maxAge, Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofDays(30), "maxAge");
        period = within(period, Duration.ofSeconds(10), SHORTEST, DAY, "period");
        startPeriod = within(startPeriod, Duration.ofSeconds(10), Duration.ZERO, DAY, "startPeriod");
        timeout = within(timeout, Duration.ofSeconds(5), SHORTEST, DAY, "timeout");
        retries = retries == null ? 3 : retries;
        onUnhealthy = onUnhealthy == null ? Action.REPORT : onUnhealthy;
        check(retries >= 1 && retries <= MAX_RETRIES, "health retries must be 1 to " + MAX_RETRIES);
        checkTarget(kind, target);
    }

    /** A check with all defaults. */
    public static HealthCheck of(Kind kind, List<String> target) {
        return new HealthCheck(kind, target, null, null, null, null, null, null);
    }

    /** Describes the check for an operator. */
    public String describe() {
        return (kind.wireName() + ' ' + String.join(" ", target)).strip();
    }

    private static void checkTarget(Kind kind, List<String> target) {
        check(
                target.stream().allMatch(word -> word.indexOf('\0') < 0 && word.length() <= MAX_TARGET),
                "health " + kind.wireName() + " must have no NUL and no word of more than " + MAX_TARGET
                        + " characters");
        switch (kind) {
            case NONE -> check(target.isEmpty(), "a health check of no kind has no target");
            case EXEC -> check(!target.isEmpty() && !target.get(0).isBlank(), "health exec must name a program");
            case HTTP -> checkUrl(only(kind, target));
            case TCP -> checkAddress(only(kind, target));
            case FILE -> check(!only(kind, target).isBlank(), "health file must be a path");
        }
    }

    private static String only(Kind kind, List<String> target) {
        check(target.size() == 1, "health " + kind.wireName() + " must have one target");
        return target.get(0);
    }

    private static void checkUrl(String url) {
        String rule =
                "health http '" + Redaction.refused(url) + "' must be a URL such as http://127.0.0.1:9100/metrics";
        var uri = uri(url, rule);
        check(uri.getHost() != null && uri.getUserInfo() == null && uri.getPort() <= MAX_PORT, rule);
        check("http".equalsIgnoreCase(uri.getScheme()), rule + "; for https, let exec run a client of the host");
    }

    private static URI uri(String url, String rule) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            // Its message contains the URL with its password.
            throw new IllegalArgumentException(rule);
        }
    }

    private static void checkAddress(String address) {
        var parts = ADDRESS.matcher(address);
        boolean ok = parts.matches() && ServerAddress.isHost(parts.group(1)) && Integer.parseInt(parts.group(2)) >= 1;
        check(
                ok && Integer.parseInt(parts.group(2)) <= MAX_PORT,
                "health tcp '" + Redaction.refused(address) + "' must be host:port, such as 127.0.0.1:9100");
    }

    private static Duration within(Duration given, Duration otherwise, Duration least, Duration most, String field) {
        var value = given == null ? otherwise : given;
        check(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                "health " + field + " must be " + least.toMillis() / 1000.0 + " to " + most.toSeconds() + " s");
        return value;
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }
}
