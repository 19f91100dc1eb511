/**
 * API between Booter and the bundles that publish to other systems. Such a bundle implements {@link org.bootagent.booter.publish.Publisher}; parts of Booter
 * offer what they publish to {@link org.bootagent.booter.publish.Publications}.
 */
@Export
@Version("1.3.0")
package org.bootagent.booter.publish;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
