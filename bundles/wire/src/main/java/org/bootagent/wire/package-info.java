/** The BootAgent REST messages as records, for both ends of the wire, and the one way JSON is read and written here. */
@Export
@Version("1.0.0")
package org.bootagent.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
