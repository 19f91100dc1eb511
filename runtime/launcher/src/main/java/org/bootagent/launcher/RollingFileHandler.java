package org.bootagent.launcher;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.logging.ErrorManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** Writes to the requested file and moves it aside when it is full. The JDK's own handler can only write to {@code <file>.0}. */
final class RollingFileHandler extends StreamHandler {
    private final Path file;
    private final long maxBytes;
    private final int oldFiles;
    private long size;

    RollingFileHandler(Path file, long maxBytes, int oldFiles) throws IOException {
        this.file = file;
        this.maxBytes = maxBytes;
        this.oldFiles = oldFiles;
        setFormatter(new SimpleFormatter());
        open();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        super.publish(record);
        flush();
        if (size > maxBytes) {
            roll();
        }
    }

    private void roll() {
        try {
            for (int i = oldFiles; i > 0; i--) {
                Path from = i == 1 ? file : Path.of(file + "." + (i - 1));
                if (Files.exists(from)) {
                    Files.move(from, Path.of(file + "." + i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            open();
        } catch (IOException e) {
            // Goes on in the file that is open; tried again with the next record.
            reportError("cannot roll " + file, e, ErrorManager.WRITE_FAILURE);
        }
    }

    private void open() throws IOException {
        size = Files.exists(file) ? Files.size(file) : 0;
        setOutputStream(
                new Counting(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)));
    }

    private final class Counting extends BufferedOutputStream {
        Counting(OutputStream out) {
            super(out);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            super.write(bytes, offset, length);
            size += length;
        }
    }
}
