package org.bootagent.packages.tree;

/**
 * Limits for unpacking a package.
 *
 * @param maxBytes unpacked
 * @param maxEntries files, directories and links
 * @param maxRatio bytes unpacked for one byte packed; small packages may exceed it
 * @param maxDepth of directories
 * @param maxDecoderBytes of memory that a decompressor may take
 */
public record UnpackBounds(long maxBytes, int maxEntries, int maxRatio, int maxDepth, long maxDecoderBytes) {}
