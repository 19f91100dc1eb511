/** Releases on disk. {@code fetch} downloads packages, {@code unpack} unpacks them into trees, and this package keeps, switches and deletes the trees. */
package org.bootagent.packages;
