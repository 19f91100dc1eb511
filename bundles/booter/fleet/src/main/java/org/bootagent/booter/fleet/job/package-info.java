/** Jobs: their records and states, the order in which a busy host gets them, and the port of their store. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.job;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
