/** The directory that a package is unpacked into: safe paths and links, modes, and limits. Independent of package formats. */
package org.bootagent.packages.tree;
