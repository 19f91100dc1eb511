/** The durable state of a host. Implemented by {@code metafile-store}. */
@Export
@Version("1.0.0")
package org.bootagent.api.metafile;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
