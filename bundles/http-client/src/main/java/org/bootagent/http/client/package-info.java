/** Additions to Apache HttpClient that more than one bundle needs. */
@Export
@Version("1.0.0")
package org.bootagent.http.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
