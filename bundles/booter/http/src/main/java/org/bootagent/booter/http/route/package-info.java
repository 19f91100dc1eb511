/** Routes of an HTTP interface: from a path to its handler, from a request to a {@link org.bootagent.booter.http.route.Reply} or a problem. No interface's own words. */
@Export
@Version("1.0.0")
package org.bootagent.booter.http.route;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
