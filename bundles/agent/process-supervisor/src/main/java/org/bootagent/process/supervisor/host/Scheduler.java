package org.bootagent.process.supervisor.host;

import java.time.Instant;
import java.util.concurrent.Executor;

/** Time and threads, replaceable in tests. */
public interface Scheduler {
    /** Returns a time that never steps back, whatever is done to the host's clock. */
    Instant now();

    /** Runs the task on a worker, not before this time. */
    Cancellable at(Instant when, Runnable task);

    /** Returns threads for tasks that may block for a few milliseconds. */
    Executor workers();

    /** Returns threads for tasks that may block for long: none waits behind another. */
    Executor blocking();

    /** A scheduled task. */
    interface Cancellable {
        void cancel();
    }
}
