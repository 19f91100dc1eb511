/** Agents' processes: their definition, state, health and limits, and the service that runs them. Implemented by {@code process-supervisor}. */
@Export
@Version("1.1.0")
package org.bootagent.api.process;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
