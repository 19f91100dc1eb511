/** Jobs, and the contract that a bundle implements to carry them out. */
@Export
@Version("1.0.0")
package org.bootagent.api.job;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
