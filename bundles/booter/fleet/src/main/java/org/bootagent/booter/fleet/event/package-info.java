/** Events of hosts, and the port of their store. */
@Export
@Version("1.1.0")
package org.bootagent.booter.fleet.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
