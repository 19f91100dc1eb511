/**
 * Booter's model of the fleet and its rules, a package an aggregate. Does no I/O: {@link org.bootagent.booter.fleet.store.FleetStore} keeps it. Here are the
 * caller, the clock, and what all packages share.
 */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
