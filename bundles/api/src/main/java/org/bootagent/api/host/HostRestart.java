package org.bootagent.api.host;

import org.osgi.annotation.versioning.ProviderType;

/** Restarts the host agent itself, through the guard in front of it. Agents keep running. Implemented by {@code watchdog}. Thread-safe. */
@ProviderType
public interface HostRestart {
    /** Returns whether a guard is there to start this host agent again. */
    boolean possible();

    /**
     * Begins to end this process in order, and returns at once. Running work is interrupted and resumed after the restart.
     *
     * @param reason for the log
     * @throws IllegalStateException if it is not {@link #possible()}
     */
    void request(String reason);
}
