/** Output of jobs, kept as files: dialects append to it, the interfaces of operators read it. */
@Export
@Version("1.0.0")
package org.bootagent.booter.output;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
