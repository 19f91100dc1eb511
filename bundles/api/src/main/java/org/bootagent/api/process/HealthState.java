package org.bootagent.api.process;

import java.util.Locale;

/** Health of an agent. */
public enum HealthState {
    /** Not checked: the agent has no check, or no process. */
    NONE,
    /** Not succeeded yet, within the start period. */
    STARTING,
    HEALTHY,
    /** Failed as often in a row as allowed. */
    UNHEALTHY;

    /** The word in reports. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
