/**
 * Routes of an HTTP interface: from a path to its handler, from a request to a {@link org.bootagent.booter.http.route.Reply} or a problem. Independent of any
 * interface.
 */
@Export
@Version("1.1.0")
package org.bootagent.booter.http.route;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
