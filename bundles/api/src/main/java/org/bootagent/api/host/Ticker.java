package org.bootagent.api.host;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The clock of the host agent. What is done here is done by the very threads that supervise agents, so it also shows that these are alive. Implemented by {@code
 * process-supervisor}. Thread-safe.
 */
@ProviderType
public interface Ticker {
    /** Runs the task once, so much later, on a worker; it may block for a few milliseconds. Dropped when the host agent stops. */
    void after(Duration delay, Runnable task);
}
