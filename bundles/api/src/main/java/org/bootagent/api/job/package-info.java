/** What a job is, and what a bundle implements to run one. */
@Export
@Version("1.0.0")
package org.bootagent.api.job;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
