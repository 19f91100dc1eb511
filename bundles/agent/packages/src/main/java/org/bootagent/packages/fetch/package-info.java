/** Fetches a package from a URL into a verified file on this host. */
package org.bootagent.packages.fetch;
