package org.bootagent.job.upgrade;

import java.time.Duration;

/**
 * Parameters of an upgrade beside the package and the agent's options, named as on the wire.
 *
 * @param healthWindow seconds in which the new release must become healthy, or stay up if its health is not looked at, 0 to 3600; null: the host's default
 * @param force takes a package that failed on this host before
 */
record UpgradeParameters(Integer healthWindow, boolean force) {
    UpgradeParameters {
        window(healthWindow);
    }

    Duration window() {
        return window(healthWindow);
    }

    static Duration window(Integer seconds) {
        if (seconds != null && (seconds < 0 || seconds > 3600)) {
            throw new IllegalArgumentException("healthWindow must be 0 to 3600 seconds");
        }
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
