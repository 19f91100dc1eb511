/** What jobs write, kept as files: whoever speaks with hosts brings it, whoever speaks with operators reads it. */
@Export
@Version("1.0.0")
package org.bootagent.booter.output;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
