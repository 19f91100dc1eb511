package org.bootagent.api.host;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that runs on evenly, whatever is done to the host's: it begins with the host's time and never steps. One for the whole process, for how long something takes and
 * when it is due; what is told to others has the host's own time.
 */
public final class SteadyClock extends Clock {
    private static final SteadyClock CLOCK = new SteadyClock();

    private final Instant origin = Instant.now();
    private final long originNanos = System.nanoTime();

    private SteadyClock() {}

    public static Clock get() {
        return CLOCK;
    }

    /** The time by it. */
    public static Instant now() {
        return CLOCK.instant();
    }

    @Override
    public Instant instant() {
        return origin.plusNanos(System.nanoTime() - originNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** The same: nothing that this is for has a zone. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
