/** From a URL to a file of this host whose bytes are the ones that were asked for. */
package org.bootagent.packages.fetch;
