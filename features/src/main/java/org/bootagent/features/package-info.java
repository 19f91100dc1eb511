/** The named sets of bundles and configuration that distributions and integration tests are assembled from. */
package org.bootagent.features;
