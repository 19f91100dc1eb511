package org.bootagent.booter.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.bootagent.api.host.Uptime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock that everything in the fleet goes by: who is online, which command is late. It follows the machine's but never steps with it: when that is set, it runs a little
 * faster or slower until it has caught up, so that no host is offline and no command late only because of it. A machine that slept has slept: that is no step.
 *
 * <p>A difference of more than {@link #MOST} is followed at once: a clock that was so wrong was plainly not right before.
 */
public final class FleetClock extends Clock {
    /** The largest difference that is caught up with. */
    static final Duration MOST = Duration.ofHours(6);

    private static final Logger LOG = LoggerFactory.getLogger(FleetClock.class);
    private static final Duration STEP = Duration.ofSeconds(2);
    private static final double FASTEST = 1.05;
    private static final double SLOWEST = 0.95;

    private final Clock wall;
    private final Supplier<Duration> running;
    private final Supplier<Duration> sleeping;
    private Duration ran;
    private Duration slept;
    private Instant last;
    private boolean catchingUp;

    /**
     * A clock that begins with the machine's.
     *
     * @param running how long the machine has run, without what it slept
     * @param sleeping how long it has slept
     */
    FleetClock(Clock wall, Supplier<Duration> running, Supplier<Duration> sleeping) {
        this.wall = wall;
        this.running = running;
        this.sleeping = sleeping;
        this.ran = running.get();
        this.slept = sleeping.get();
        this.last = wall.instant();
    }

    /** How much has to pass by this clock, so that a time has passed however it runs. */
    public static Duration surely(Duration time) {
        return Duration.ofMillis((long) Math.ceil(time.toMillis() * FASTEST));
    }

    /** By the clocks of this machine. */
    public static FleetClock system() {
        return new FleetClock(Clock.systemUTC(), Uptime::running, Uptime::asleep);
    }

    @Override
    public synchronized Instant instant() {
        var now = running.get();
        var passed = now.minus(ran);
        ran = now;
        var even = last.plus(passed);
        var ahead = Duration.between(even, wall.instant());
        if (catchingUp || ahead.abs().compareTo(STEP) > 0) {
            even = even.plus(sleptMeanwhile());
            ahead = Duration.between(even, wall.instant());
        }
        last = follow(even, passed, ahead);
        return last;
    }

    /** @param ahead how far the machine's clock is ahead of an even one */
    private Instant follow(Instant even, Duration passed, Duration ahead) {
        if (ahead.abs().compareTo(STEP) <= 0 || ahead.abs().compareTo(MOST) > 0) {
            caughtUp(ahead);
            var next = even.plus(ahead);
            // Read twice in a row, clocks may differ by less than a moment.
            return ahead.abs().compareTo(STEP) <= 0 && next.isBefore(last) ? last : next;
        }
        catchUp(ahead);
        double faster = ahead.isNegative() ? SLOWEST - 1 : FASTEST - 1;
        return even.plusNanos(Math.round(passed.toNanos() * faster));
    }

    private void catchUp(Duration ahead) {
        if (!catchingUp) {
            catchingUp = true;
            LOG.warn(
                    "The clock of this machine was set by {} s: Booter's follows it within {} h, so that no time is over early",
                    ahead.toSeconds(),
                    1 + Math.round(ahead.abs().toSeconds() / (FASTEST - 1) / 3600));
        }
    }

    private void caughtUp(Duration ahead) {
        if (ahead.abs().compareTo(MOST) > 0) {
            LOG.warn("The clock of this machine was set by {} s: Booter's follows it at once", ahead.toSeconds());
        } else if (catchingUp) {
            LOG.info("Booter's clock has caught up with that of this machine");
        }
        catchingUp = false;
    }

    private Duration sleptMeanwhile() {
        var now = sleeping.get();
        var more = now.minus(slept);
        if (more.compareTo(STEP) < 0) {
            return Duration.ZERO;
        }
        slept = now;
        return more;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
