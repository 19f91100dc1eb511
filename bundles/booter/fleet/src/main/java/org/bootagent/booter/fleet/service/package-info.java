/** The fleet's services: commands, each with its caller, and queries. */
@Export
@Version("2.0.0")
package org.bootagent.booter.fleet.service;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
