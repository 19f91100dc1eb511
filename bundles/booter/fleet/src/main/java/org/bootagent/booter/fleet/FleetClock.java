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
 * The clock that everything in the fleet goes by: who is online, which command is late. It shows the machine's time but does not step with it: when that is set, this one
 * runs on evenly until {@link #follow} has moved the noted times along. So no host is offline and no command late only because of it, and the times that are shown are
 * right within seconds. A machine that slept has slept: that is no step.
 */
public final class FleetClock extends Clock {
    private static final Logger LOG = LoggerFactory.getLogger(FleetClock.class);
    private static final Duration STEP = Duration.ofSeconds(2);

    private final Clock wall;
    private final Supplier<Duration> running;
    private final Supplier<Duration> sleeping;
    private Duration ran;
    private Duration slept;
    private Instant last;

    /**
     * A clock that begins with the machine's.
     *
     * @param running how long the machine has run, without what it slept
     * @param sleeping how long it has slept
     */
    public FleetClock(Clock wall, Supplier<Duration> running, Supplier<Duration> sleeping) {
        this.wall = wall;
        this.running = running;
        this.sleeping = sleeping;
        this.ran = running.get();
        this.slept = sleeping.get();
        this.last = wall.instant();
    }

    /** Returns a clock that reads this machine's clocks. */
    public static FleetClock system() {
        return new FleetClock(Clock.systemUTC(), Uptime::running, Uptime::asleep);
    }

    /** Moves noted times. */
    @FunctionalInterface
    public interface Move {
        /**
         * Moves them all, or throws and moves none.
         *
         * @param by how far the machine's clock was set on; negative: back
         * @param now the time before the move
         */
        void move(Duration by, Instant now);
    }

    @Override
    public synchronized Instant instant() {
        var now = running.get();
        var even = last.plus(now.minus(ran));
        ran = now;
        var ahead = Duration.between(even, wall.instant());
        if (isStep(ahead)) {
            even = even.plus(sleptMeanwhile());
            ahead = Duration.between(even, wall.instant());
        }
        var next = isStep(ahead) ? even : even.plus(ahead);
        // Read twice in a row, clocks may differ by less than a moment.
        last = next.isBefore(last) ? last : next;
        return last;
    }

    /**
     * Follows the machine's clock if that was set. Nobody is told a time while the noted ones are moved: it would be compared with some of both kinds.
     *
     * @param times moves the times that this clock is compared with; must not wait for anybody who asks for the time
     */
    public synchronized void follow(Move times) {
        var now = instant();
        var by = Duration.between(now, wall.instant());
        if (isStep(by)) {
            times.move(by, now);
            last = now.plus(by);
            LOG.warn("The clock of this machine was set by {} s: Booter's times were moved with it", by.toSeconds());
        }
    }

    private static boolean isStep(Duration ahead) {
        return ahead.abs().compareTo(STEP) > 0;
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
