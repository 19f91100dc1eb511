/** From a verified package file to a tree of files that cannot have left its directory. */
package org.bootagent.packages.unpack;
