/** Named sets of bundles and configuration, from which distributions and integration tests are assembled. */
package org.bootagent.features;
