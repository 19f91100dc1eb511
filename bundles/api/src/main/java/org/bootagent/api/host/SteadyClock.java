package org.bootagent.api.host;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that is immune to changes of the host's: it starts with the host's time and never steps. Shared by the whole process, for durations and due times;
 * times shown to others are the host's own.
 */
public final class SteadyClock extends Clock {
    private static final SteadyClock CLOCK = new SteadyClock();

    private final Instant origin = Instant.now();
    private final long originNanos = System.nanoTime();

    private SteadyClock() {}

    public static Clock get() {
        return CLOCK;
    }

    /** Returns its time. */
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

    /** Returns this clock: none of its uses has a zone. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
