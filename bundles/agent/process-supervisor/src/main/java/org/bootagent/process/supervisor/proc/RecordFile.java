package org.bootagent.process.supervisor.proc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * File of a record in its first line. It keeps its space while it holds no record: shells write over it where it stands, so an agent can be started, and its
 * end told, with no byte free.
 */
public final class RecordFile {
    /** First line of a file without a record. */
    static final String EMPTY = "-";

    /** Bytes reserved. More than a record has, and more than a file system may keep within an inode. */
    private static final int BYTES = 1024;

    private RecordFile() {}

    /** Reserves space for a record, unless the file has some. */
    public static void reserve(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) < BYTES) {
            write(
                    file,
                    EMPTY + "\n".repeat(BYTES - EMPTY.length()),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE);
        }
    }

    /** Empties the file, if it exists, and keeps its space. */
    public static void clear(Path file) throws IOException {
        try {
            write(file, EMPTY + '\n', StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            // There is no record, as wanted.
        }
    }

    private static void write(Path file, String text, OpenOption... options) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        try (var out = FileChannel.open(file, options)) {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }
}
