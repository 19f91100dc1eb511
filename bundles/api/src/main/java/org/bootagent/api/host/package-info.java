/** Facts of the host that every bundle may use: its home, its identity, its servers, its clocks. */
@Export
@Version("1.1.0")
package org.bootagent.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
