package org.bootagent.job.upgrade;

/**
 * Parameters of a rollback, named as on the wire.
 *
 * @param healthWindow as with an upgrade
 * @param bad whether the release that is left is remembered as one that failed on this host
 * @param force goes back to a release that failed on this host before
 * @param from id of the release to leave: where another is current, there is nothing to do; null: whichever is current
 */
record RollbackParameters(Integer healthWindow, boolean bad, boolean force, String from) {
    RollbackParameters {
        UpgradeParameters.window(healthWindow);
    }
}
