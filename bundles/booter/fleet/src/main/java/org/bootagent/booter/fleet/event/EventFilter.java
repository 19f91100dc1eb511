package org.bootagent.booter.fleet.event;

import java.time.Instant;

/**
 * Selects events of a list, the newest first; a null does not restrict it.
 *
 * @param since received at this time or later
 */
public record EventFilter(String agentsn, String agent, String type, Instant since) {
    public static final EventFilter ALL = new EventFilter(null, null, null, null);

    /** Selects all events of a host. */
    public static EventFilter of(String agentsn) {
        return new EventFilter(agentsn, null, null, null);
    }
}
