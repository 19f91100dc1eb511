package org.bootagent.packages.tree;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the bytes of a decompressor, and limits them while an archive's header is read: readers keep long names and attributes in memory, and the archive sets
 * their length.
 */
public final class MeteredInput extends FilterInputStream {
    /** Limit for a header: above any honest one, low enough for the deepest chain of headers. */
    private static final long HEADER = 256 * 1024;

    private static final int BLOCK = 512;

    private final Budget budget;
    private final byte[] block = new byte[BLOCK];
    private long header = Long.MAX_VALUE;

    public MeteredInput(InputStream in, Budget budget) {
        super(in);
        this.budget = budget;
    }

    public void beginHeader() {
        header = HEADER;
    }

    /** Returns the last block of the last header, unchanged. */
    public byte[] lastBlock() {
        return block.clone();
    }

    private void keep(byte[] buffer, int offset, int length) {
        int kept = Math.min(length, BLOCK);
        System.arraycopy(block, kept, block, 0, BLOCK - kept);
        System.arraycopy(buffer, offset + length - kept, block, BLOCK - kept, kept);
    }

    public void endHeader() {
        header = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        if (header != Long.MAX_VALUE && n > 0) {
            keep(buffer, offset, n);
        }
        count(Math.max(n, 0));
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = super.skip(n);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws IOException {
        header -= header == Long.MAX_VALUE ? 0 : bytes;
        if (header < 0) {
            throw Refusal.bad("the header of an entry is longer than " + HEADER / 1024 + " KiB");
        }
        budget.decompressed(bytes);
    }
}
