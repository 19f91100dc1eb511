/** Agents as their hosts report them, and the port of their store. */
@Export
@Version("1.1.0")
package org.bootagent.booter.fleet.agent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
