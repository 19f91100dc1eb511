package org.bootagent.dispatcher;

import java.time.Duration;

/**
 * Limits and times for running jobs.
 *
 * @param parallel agents that are worked on at the same time
 * @param parallelLifecycle agents that are started, stopped or restarted at the same time
 * @param parallelExec scripts that run at the same time
 * @param timeout of a job that does not say
 * @param handlerWait how long a job waits for a bundle that provides its action
 * @param grace between a deadline and giving up on the handler
 * @param retry of what could not be written
 */
record Settings(
        int parallel,
        int parallelLifecycle,
        int parallelExec,
        Duration timeout,
        Duration handlerWait,
        Duration grace,
        Duration retry) {
    Settings {
        require(parallel >= 1, "parallel must be at least 1");
        require(parallelLifecycle >= 1, "parallelLifecycle must be at least 1");
        require(parallelExec >= 1, "parallelExec must be at least 1");
        require(timeout.compareTo(Duration.ZERO) > 0, "timeoutSeconds must be at least 1");
        require(!handlerWait.isNegative(), "handlerWaitSeconds must not be negative");
        require(!grace.isNegative(), "graceSeconds must not be negative");
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException("dispatcher/" + otherwise);
        }
    }
}
