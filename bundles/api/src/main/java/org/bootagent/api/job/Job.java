package org.bootagent.api.job;

import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Requested action on a host.
 *
 * @param id chosen by the server, echoed with the result; 1 to 128 printable characters, <em>not</em> unique (see {@link #key()})
 * @param action the verb: lower-case letters, digits, {@code -} and {@code _}, at most 64
 * @param name the agent, or empty for a job on the host itself; at most 64 of letters, digits, {@code . _ -}, a letter or digit first
 * @param parameters everything else
 * @param digest 64 hex digits: SHA-256 over id, action, name and parameters
 * @param timeout how long it may take, at most {@link #MAX_TIMEOUT}, or null: the host's default
 */
public record Job(String id, String action, String name, JobParameters parameters, String digest, Duration timeout) {
    /** Longest timeout accepted: a week. */
    public static final Duration MAX_TIMEOUT = Duration.ofDays(7);

    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern ACTION = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
    private static final Pattern NAME = Pattern.compile("|[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    public Job {
        require(ID, id, "id", "1 to 128 printable characters without a space");
        require(ACTION, action, "action", "at most 64 of a-z, 0-9, - and _");
        name = name == null ? "" : name;
        require(NAME, name, "name", "at most 64 of letters, digits, . _ and -, a letter or digit first");
        Objects.requireNonNull(parameters, "parameters");
        Objects.requireNonNull(digest, "digest");
        if (timeout != null && (timeout.isNegative() || timeout.isZero() || timeout.compareTo(MAX_TIMEOUT) > 0)) {
            throw new IllegalArgumentException("timeout must be 1 to " + MAX_TIMEOUT.toSeconds() + " s");
        }
    }

    /** Tells two jobs apart: the seed's own sample gives two jobs of one reply the same id. */
    public String key() {
        return id + '/' + action + '/' + name + '/' + digest;
    }

    /** The agent's name. @throws JobException {@link ErrorCode#MISSING_FIELD} if the job names none */
    public String requireName() throws JobException {
        if (name.isEmpty()) {
            throw new JobException(
                    ErrorCode.MISSING_FIELD, "job " + id + " (" + action + ") names no agent; give its 'name'");
        }
        return name;
    }

    private static void require(Pattern pattern, String value, String field, String rule) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new IllegalArgumentException(field + " must be " + rule);
        }
    }
}
