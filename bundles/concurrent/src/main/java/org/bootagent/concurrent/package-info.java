/** Threads, batches and interrupts, as both runtimes use them. Nothing here knows OSGi, jobs or hosts. */
@Export
@Version("1.0.0")
package org.bootagent.concurrent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
