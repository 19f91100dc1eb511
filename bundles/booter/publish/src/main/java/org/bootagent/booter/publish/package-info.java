/**
 * What Booter tells other systems, and what a bundle implements to bring it to one: a {@link org.bootagent.booter.publish.Publisher}. The parts of Booter that have
 * something to tell hand it to {@link org.bootagent.booter.publish.Publications}.
 */
@Export
@Version("1.3.0")
package org.bootagent.booter.publish;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
