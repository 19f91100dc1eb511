package org.bootagent.process.supervisor.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The last lines of an agent, for an operator who asks why it ended. */
public record LogTail(Path log, long start) {
    private static final int MAX_BYTES = 2048;

    /** Reads the last 2 KiB of what was written after {@code start}, from the beginning of a line; empty if there is nothing. */
    public String read() {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            long from = start <= file.length() ? start : 0;
            boolean cut = file.length() - from > MAX_BYTES;
            file.seek(cut ? file.length() - MAX_BYTES : from);
            var bytes = new byte[(int) (file.length() - file.getFilePointer())];
            file.readFully(bytes);
            String text = new String(bytes, StandardCharsets.UTF_8);
            return (cut ? text.substring(text.indexOf('\n') + 1) : text).strip();
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
