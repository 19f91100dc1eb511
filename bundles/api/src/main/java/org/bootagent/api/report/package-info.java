/** Results, events and output for the server, and the contract of the transports that deliver them. */
@Export
@Version("1.0.0")
package org.bootagent.api.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
