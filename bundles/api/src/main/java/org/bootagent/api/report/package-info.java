/** What the server must hear of, and the transports that tell it. */
@Export
@Version("1.0.0")
package org.bootagent.api.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
