/** Hosts: their records, the rules for new ones, and the port of their store. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
