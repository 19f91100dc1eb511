/** Messages of BootAgent REST as records, for both ends of the wire, and the JSON format of the whole project. */
@Export
@Version("1.1.0")
package org.bootagent.wire;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
