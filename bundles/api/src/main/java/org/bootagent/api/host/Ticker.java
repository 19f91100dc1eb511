package org.bootagent.api.host;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Timer of the host agent. Tasks run on the very threads that supervise agents, so they also show that these are alive. Implemented by {@code
 * process-supervisor}. Thread-safe.
 */
@ProviderType
public interface Ticker {
    /** Runs the task once after the delay, on a worker; it may block for a few milliseconds. Dropped when the host agent stops. */
    void after(Duration delay, Runnable task);
}
