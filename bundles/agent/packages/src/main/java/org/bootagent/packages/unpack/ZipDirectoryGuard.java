package org.bootagent.packages.unpack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import org.bootagent.packages.tree.Refusal;
import org.bootagent.packages.tree.UnpackBounds;

/** A zip file of which only so much can be read until its directory has been: the reader keeps the directory in memory. */
final class ZipDirectoryGuard implements SeekableByteChannel {
    /** Typical bytes of an entry in the directory; the end record and its search come on top. */
    private static final long ENTRY_BYTES = 128;

    private static final long END_BYTES = 256 * 1024;
    private static final long ENTRY_MEMORY = 1024;

    private final FileChannel file;
    private long left;

    ZipDirectoryGuard(Path path, UnpackBounds bounds) throws IOException {
        long entries = Math.min(bounds.maxEntries(), bounds.maxDecoderBytes() / ENTRY_MEMORY);
        this.left = END_BYTES + entries * ENTRY_BYTES;
        this.file = FileChannel.open(path);
    }

    void directoryIsRead() {
        left = Long.MAX_VALUE;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        int n = file.read(to);
        left -= left == Long.MAX_VALUE ? 0 : Math.max(n, 0);
        if (left < 0) {
            throw Refusal.tooLarge("the zip has more entries than this host accepts; use a tar");
        }
        return n;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new UnsupportedOperationException("a package is not written");
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new UnsupportedOperationException("a package is not written");
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
