/**
 * What stands in front of every servlet: the guard that tells a web page from a program, and the exchange that reads bodies and writes answers without holding a
 * thread. Servlets know {@link org.bootagent.booter.http.Exchange} only; whoever bounds what one address may have counts with {@link org.bootagent.booter.http.Quota}.
 */
@Export
@Version("1.1.0")
package org.bootagent.booter.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
