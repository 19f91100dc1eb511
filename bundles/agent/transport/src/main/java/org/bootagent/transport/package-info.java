/** Shared parts of all transports: registration, composing reports, reading jobs, choosing servers, back-off, and TLS. */
@Export
@Version("1.0.0")
package org.bootagent.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
