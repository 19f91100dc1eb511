package org.bootagent.job.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.bootagent.api.job.JobException;

/** End of a zip, which states the size of its directory. The runtime would read a directory of any size into memory. */
final class JarTail {
    private static final int SIGNATURE = 0x06054b50;
    private static final int LENGTH = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int ENTRIES_AT = 10;
    private static final int DIRECTORY_SIZE_AT = 12;
    private static final long MAX_DIRECTORY = 4 << 20;

    private JarTail() {}

    static void check(Path jar) throws IOException, JobException {
        var tail = read(jar);
        for (int at = tail.limit() - LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == SIGNATURE) {
                check(tail, at);
                return;
            }
        }
        throw JarCheck.bad("its end is missing", null);
    }

    private static void check(ByteBuffer tail, int at) throws JobException {
        int entries = Short.toUnsignedInt(tail.getShort(at + ENTRIES_AT));
        long directory = Integer.toUnsignedLong(tail.getInt(at + DIRECTORY_SIZE_AT));
        if (entries > JarCheck.MAX_ENTRIES || directory > MAX_DIRECTORY) {
            throw JarCheck.tooLarge("its directory has " + entries + " entries in " + directory + " bytes");
        }
    }

    private static ByteBuffer read(Path jar) throws IOException {
        try (var channel = FileChannel.open(jar)) {
            int length = (int) Math.min(channel.size(), LENGTH + MAX_COMMENT);
            var tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            long from = channel.size() - length;
            int read = 0;
            while (tail.hasRemaining() && read >= 0) {
                read = channel.read(tail, from + tail.position());
            }
            return tail.flip();
        }
    }
}
