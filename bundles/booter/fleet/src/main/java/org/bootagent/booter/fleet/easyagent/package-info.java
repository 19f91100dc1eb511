/** Facts that only EasyAgent's protocol has: machines, ids of agents, callbacks. Nothing else in the fleet belongs here. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.easyagent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
