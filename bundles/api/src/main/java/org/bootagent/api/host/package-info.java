/** What every bundle on a host may know of it: where it keeps its files, who it is, whom it reports to. */
@Export
@Version("1.0.0")
package org.bootagent.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
