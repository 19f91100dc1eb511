package org.bootagent.booter.http.api;

import java.nio.file.Path;

/**
 * Settings of the management interface.
 *
 * @param packages directory of the packages
 * @param publicUrl address of this Booter for hosts; empty: the one that the request used
 * @param maxWaiting limit of requests that wait for news of a job
 */
record Settings(Path packages, String publicUrl, long maxPackageBytes, int maxWaiting) {}
