/** The directory that a package is unpacked into: safe paths and links, modes, and the bounds of what may come. Knows no format of packages. */
package org.bootagent.packages.tree;
