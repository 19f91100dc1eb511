package org.bootagent.api.host;

import org.osgi.annotation.versioning.ProviderType;

/** Has the host agent itself started again, by the guard that stays in front of it. Agents run on. Implemented by {@code watchdog}. Thread-safe. */
@ProviderType
public interface HostRestart {
    /** Whether there is a guard, which starts this host agent again when it ends. */
    boolean possible();

    /**
     * Begins to end this process in order, and returns at once. What is being done is interrupted and resumed after the restart.
     *
     * @param reason for the log
     * @throws IllegalStateException if it is not {@link #possible()}
     */
    void request(String reason);
}
