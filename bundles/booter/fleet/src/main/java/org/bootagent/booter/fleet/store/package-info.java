/** The fleet's store: one unit of work over the stores of all aggregates. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
