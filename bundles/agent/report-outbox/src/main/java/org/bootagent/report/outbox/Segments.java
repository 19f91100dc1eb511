package org.bootagent.report.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Last bytes of an endless stream, in files of one size. The files' numbers tell how much was written before, so that a restart can continue. Not thread-safe.
 */
final class Segments {
    private static final String PREFIX = "tail.";

    private final Path directory;
    private final long size;
    private final long kept;
    private long written;
    private OutputStream open;

    /** @param kept bytes of the end that matter, a multiple of the size */
    Segments(Path directory, long size, long kept) throws IOException {
        this.directory = directory;
        this.size = size;
        this.kept = kept;
        var numbers = numbers();
        if (!numbers.isEmpty()) {
            long last = numbers.get(numbers.size() - 1);
            written = last * size + Files.size(file(last));
        }
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (open == null) {
                open = Files.newOutputStream(
                        file(written / size), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                drop(written / size - kept / size);
            }
            int some = (int) Math.min(length - done, size - written % size);
            open.write(bytes, offset + done, some);
            done += some;
            written += some;
            if (written % size == 0) {
                close();
            }
        }
    }

    /** Returns the number of bytes before the end, which are lost. */
    long left() {
        return Math.max(0, written - kept);
    }

    /** Copies the end. */
    void copyTo(OutputStream target) throws IOException {
        close();
        long skip = left() % size;
        for (long number : numbers()) {
            if ((number + 1) * size > left()) {
                try (var in = Files.newInputStream(file(number))) {
                    in.skipNBytes(skip);
                    in.transferTo(target);
                }
                skip = 0;
            }
        }
    }

    void close() throws IOException {
        if (open != null) {
            var closing = open;
            open = null;
            closing.close();
        }
    }

    /** Deletes the files before this one. */
    void drop(long before) throws IOException {
        for (long number : numbers()) {
            if (number < before) {
                Files.deleteIfExists(file(number));
            }
        }
    }

    private Path file(long number) {
        return directory.resolve(PREFIX + number);
    }

    private List<Long> numbers() throws IOException {
        var numbers = new ArrayList<Long>();
        try (var files = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path file : files) {
                numbers.add(Long.parseLong(file.getFileName().toString().substring(PREFIX.length())));
            }
        }
        numbers.sort(null);
        return numbers;
    }
}
