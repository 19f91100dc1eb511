/**
 * Keys, certificates and authorities from files, for every end of every connection. Reads PEM and PKCS12, reads renewed files again, and names the faults of a
 * file. Neither opens connections nor makes certificates.
 */
@Export
@Version("1.0.0")
package org.bootagent.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
