/** Checks before a request reaches a servlet: whether a web page sends it, who the caller is, and whether other machines reach this server at all. */
@Export
@Version("1.0.0")
package org.bootagent.booter.http.guard;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
