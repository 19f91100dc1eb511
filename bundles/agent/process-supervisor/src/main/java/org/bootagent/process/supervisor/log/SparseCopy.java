package org.bootagent.process.supervisor.log;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Copies a file from an offset on, and leaves holes where there are only zeros, so that the copy takes no more space than was really written. */
final class SparseCopy implements AutoCloseable {
    private static final byte[] ZEROS = new byte[64 * 1024];

    private final FileChannel from;
    private final FileChannel to;
    private final long start;
    private final byte[] buffer = new byte[ZEROS.length];
    private long position;

    /** @param from not closed here */
    SparseCopy(FileChannel from, long start, Path to) throws IOException {
        this.from = from;
        this.start = start;
        this.position = start;
        this.to = FileChannel.open(to, CREATE, TRUNCATE_EXISTING, WRITE);
    }

    /** Returns how far it has come, in the file that is copied. */
    long position() {
        return position;
    }

    void to(long end) throws IOException {
        while (position < end) {
            int read = from.read(ByteBuffer.wrap(buffer, 0, (int) Math.min(buffer.length, end - position)), position);
            if (read <= 0) {
                throw new IOException("The log ended at " + position + " of " + end + " bytes while it was copied");
            }
            if (!Arrays.equals(buffer, 0, read, ZEROS, 0, read)) {
                write(ByteBuffer.wrap(buffer, 0, read), position - start);
            }
            position += read;
        }
    }

    private void write(ByteBuffer bytes, long offset) throws IOException {
        for (long at = offset; bytes.hasRemaining(); ) {
            at += to.write(bytes, at);
        }
    }

    /** Closes. A hole at the end needs a byte behind it. */
    @Override
    public void close() throws IOException {
        try (to) {
            if (to.size() < position - start) {
                write(ByteBuffer.allocate(1), position - start - 1);
            }
        }
    }
}
