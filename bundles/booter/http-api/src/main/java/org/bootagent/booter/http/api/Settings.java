package org.bootagent.booter.http.api;

import java.nio.file.Path;

/**
 * What the management interface is told.
 *
 * @param packages directory of the packages
 * @param publicUrl how hosts reach this Booter; empty: as the request that asks did
 * @param maxWaiting most requests that wait for news of a job at one time
 */
record Settings(Path packages, String publicUrl, long maxPackageBytes, int maxWaiting) {}
