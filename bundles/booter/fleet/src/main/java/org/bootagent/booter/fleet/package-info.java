/** Booter's model of the fleet and its rules: hosts, their agents, jobs and events. Does no I/O: {@link org.bootagent.booter.fleet.FleetStore} keeps it. */
@Export
@Version("1.0.0")
package org.bootagent.booter.fleet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
