/** Publications in the shapes of EasyAgent's server, for programs that were written for those. */
@Export
@Version("1.0.0")
package org.bootagent.booter.publish.easyagent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
