/** Metrics of Booter's parts; {@code http-api} shows them as {@code /metrics}. */
@Export
@Version("1.0.0")
package org.bootagent.booter.fleet.metrics;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
