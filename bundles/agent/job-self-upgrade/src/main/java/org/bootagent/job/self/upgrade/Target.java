package org.bootagent.job.self.upgrade;

/**
 * A version to change to.
 *
 * @param release its id below {@code agents/BootAgent}, or {@code base}
 * @param version for people
 * @param digest of its package, or empty
 */
record Target(String release, String version, String digest) {}
