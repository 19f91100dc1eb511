/** HTTP client, settings and error handling that publishers over HTTP share. */
@Export
@Version("1.2.0")
package org.bootagent.booter.publish.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
