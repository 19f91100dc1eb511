/** Reports of hosts, in the fleet's own words whichever dialect brought them. */
@Export
@Version("1.1.0")
package org.bootagent.booter.fleet.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
