/** News of the fleet for others in Booter, and the way to hosts that are reached without waiting for their reports. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.feed;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
