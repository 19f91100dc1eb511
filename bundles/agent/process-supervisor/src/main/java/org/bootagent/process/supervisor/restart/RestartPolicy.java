package org.bootagent.process.supervisor.restart;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bootagent.api.process.RestartPreset;

/**
 * Decides about an agent that should run and ended by itself. An agent is a daemon, so it is restarted whatever its exit code. Exit code 0 is a normal exit: it
 * makes no event, and unless {@code countsNormal} never makes an agent fatal.
 *
 * @param hold from an abnormal exit to the restart
 * @param holdNormal from a normal exit to the restart
 * @param longestHold to which a hold doubles with each short life in a row; not above {@code hold}: it does not double
 * @param check restarts happen only at multiples of this since the supervisor came up; zero: at once
 * @param shortLife an exit within this time of its start counts as a failure; a longer life clears the count
 * @param countsLongLives whether the exit after a longer life is the first failure of a new count
 * @param borne number of failures that are tolerated; one more is fatal
 * @param window failures longer ago no longer count; zero: all failures in a row count
 * @param countsNormal whether a normal exit can be a failure
 * @param restartsKilled whether an agent that was killed for exceeding a limit is restarted; else it stays killed until a job starts it
 */
public record RestartPolicy(
        Duration hold,
        Duration holdNormal,
        Duration longestHold,
        Duration check,
        Duration shortLife,
        boolean countsLongLives,
        int borne,
        Duration window,
        boolean countsNormal,
        boolean restartsKilled) {
    /**
     * The seed: "a check every 60 s; a process that ended abnormally is not restarted within 3 min; if abnormal within 15 min, mark an abnormal event; after more
     * than 3 such in a row it is not tried again".
     */
    public static final RestartPolicy CLASSIC = new RestartPolicy(
            Duration.ofMinutes(3),
            Duration.ZERO,
            Duration.ofMinutes(3),
            Duration.ofSeconds(60),
            Duration.ofMinutes(15),
            false,
            3,
            Duration.ZERO,
            false,
            false);

    /** EasyAgent's policy: restarted after 2 s, at most three times in a row; the count begins anew with the exit after a life of 60 s. */
    public static final RestartPolicy SIDECAR = new RestartPolicy(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ofSeconds(60),
            true,
            3,
            Duration.ZERO,
            true,
            false);

    /** 100 ms, doubling to 60 s; the tenth failure within ten minutes is fatal. */
    public static final RestartPolicy FAST = new RestartPolicy(
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofSeconds(60),
            Duration.ZERO,
            Duration.ofSeconds(60),
            false,
            9,
            Duration.ofMinutes(10),
            false,
            true);

    public static RestartPolicy of(RestartPreset preset) {
        return switch (preset) {
            case CLASSIC -> CLASSIC;
            case SIDECAR -> SIDECAR;
            case FAST -> FAST;
        };
    }

    /**
     * Consequence of an exit.
     *
     * @param failures to remember for the next exit
     * @param restart when to start again, or empty: never
     */
    record Decision(Failures failures, Optional<Instant> restart) {}

    /**
     * @param failures of the lives before this one
     * @param now when it ended
     * @param up when the supervisor came up: the checks are counted from there
     */
    public Decision after(AgentExit exit, Failures failures, Instant now, Instant up) {
        boolean brief = exit.lived().compareTo(shortLife) < 0;
        var after = brief ? failures.plusShortLife() : failures.withoutShortLives();
        if (brief && (countsNormal || !exit.normal())) {
            after = after.plus(now);
        } else if (window.isZero()) {
            after = countsLongLives ? after.withoutFailures().plus(now) : after.withoutFailures();
        }
        after = window.isZero() ? after : after.since(now.minus(window));
        if (after.count() > borne) {
            return new Decision(after, Optional.empty());
        }
        var base = exit.normal() ? holdNormal : hold;
        return new Decision(after, Optional.of(nextCheck(now.plus(doubled(base, after.shortLives())), up)));
    }

    private Duration doubled(Duration base, int shortLives) {
        var held = base;
        for (int i = 1; i < shortLives && held.compareTo(longestHold) < 0 && !held.isZero(); i++) {
            held = held.multipliedBy(2);
        }
        return held.compareTo(longestHold) > 0 ? longestHold : held;
    }

    private Instant nextCheck(Instant notBefore, Instant up) {
        if (check.isZero()) {
            return notBefore;
        }
        long period = check.toMillis();
        long since = Duration.between(up, notBefore).toMillis();
        return up.plusMillis(((since + period - 1) / period) * period);
    }
}
