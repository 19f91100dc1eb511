package org.bootagent.job.upgrade;

/**
 * What is special to an upgrade, named as on the wire.
 *
 * @param healthWindow seconds that the new release must stay up, 0 to 3600; null: the host's default
 * @param force takes a package that failed on this host before
 */
record UpgradeParameters(Integer healthWindow, boolean force) {
    UpgradeParameters {
        if (healthWindow != null && (healthWindow < 0 || healthWindow > 3600)) {
            throw new IllegalArgumentException("healthWindow must be 0 to 3600 seconds");
        }
    }
}
