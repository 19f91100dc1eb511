/** What every transport does in the same way: who this host is, what a report says, which jobs it brings, whom it trusts. */
@Export
@Version("1.0.0")
package org.bootagent.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
