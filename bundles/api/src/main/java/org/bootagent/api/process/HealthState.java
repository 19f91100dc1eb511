package org.bootagent.api.process;

import java.util.Locale;

/** Health of an agent. */
public enum HealthState {
    /** Not checked: the agent has no check, or no process. */
    NONE,
    /** Its check has not succeeded yet, and has time to. */
    STARTING,
    HEALTHY,
    /** Its check has failed as often in a row as it may. */
    UNHEALTHY;

    /** The word in reports. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
