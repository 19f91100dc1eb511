package org.bootagent.report.outbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Part of an output, kept in memory because the disk has no space. Small, and lost with the host agent. Not thread-safe. */
final class MemoryOutput {
    static final int MOST = 256 << 10;

    private static final long FULL = 64 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final IOException cause;

    MemoryOutput(IOException cause) {
        this.cause = cause;
    }

    /** Returns whether a full disk caused the failure; then the output's directory may be missing, too. */
    static boolean isFor(IOException failure, Path directory) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded") || isFull(directory);
    }

    private static boolean isFull(Path directory) {
        Path there = directory;
        while (there != null && !Files.isDirectory(there)) {
            there = there.getParent();
        }
        return there != null && there.toFile().getUsableSpace() < FULL;
    }

    IOException cause() {
        return cause;
    }

    int size() {
        return bytes.size();
    }

    /** Adds bytes; returns false, and adds nothing, if that would be too much. */
    boolean add(byte[] more, int offset, int length) {
        boolean fits = bytes.size() + length <= MOST;
        if (fits) {
            bytes.write(more, offset, length);
        }
        return fits;
    }

    byte[] read(long offset, int most) {
        byte[] all = bytes.toByteArray();
        int from = (int) Math.min(offset, all.length);
        return Arrays.copyOfRange(all, from, Math.min(all.length, from + most));
    }
}
