/**
 * Keys, certificates and authorities from files, for every end of every connection. Reads PEM and PKCS12, reads files again that are renewed, and says what is wrong
 * with one. Nothing here opens a connection or makes a certificate.
 */
@Export
@Version("1.0.0")
package org.bootagent.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
