/** What the parts of Booter tell of themselves; {@code http-api} shows it as {@code /metrics}. */
@Export
@Version("1.0.0")
package org.bootagent.booter.fleet.metrics;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
