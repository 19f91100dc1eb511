/** Releases: packages fetched, verified, unpacked and switched. Implemented by {@code packages}. */
@Export
@Version("1.1.0")
package org.bootagent.api.packages;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
