/** Releases on disk. {@code fetch} brings the bytes, {@code unpack} makes a tree of them, this package keeps, switches and deletes the trees. */
package org.bootagent.packages;
