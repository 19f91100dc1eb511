/** What an agent's process is, and the service that runs it. */
@Export
@Version("1.0.0")
package org.bootagent.api.process;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
