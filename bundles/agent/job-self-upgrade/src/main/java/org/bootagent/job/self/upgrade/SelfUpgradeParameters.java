package org.bootagent.job.self.upgrade;

/**
 * Parameters of such a job beside the package, named as on the wire.
 *
 * @param healthWindow seconds for the new version to have a report accepted, 5 to 3600; null: the host's default
 * @param force takes a package that failed on this host before, and one of the version that runs
 */
record SelfUpgradeParameters(Integer healthWindow, boolean force) {
    SelfUpgradeParameters {
        if (healthWindow != null && (healthWindow < 5 || healthWindow > 3600)) {
            throw new IllegalArgumentException("healthWindow of BootAgent itself must be 5 to 3600 seconds");
        }
    }
}
