/**
 * Common front of all servlets: the filter, which calls the {@link org.bootagent.booter.http.guard guard} first, and the exchange, which reads bodies and writes answers without holding a
 * thread. Servlets use {@link org.bootagent.booter.http.Exchange}, and {@link org.bootagent.booter.http.Waits} for answers that are not known yet; limits per address
 * are counted with {@link org.bootagent.booter.http.Quota}.
 */
@Export
@Version("2.0.0")
package org.bootagent.booter.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
