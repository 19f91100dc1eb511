package org.bootagent.booter.publish.pipeline;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file of a spool: records of length, checksum and content. Only the process that created it appends to it; later processes read it. */
final class Segment {
    private static final Logger LOG = LoggerFactory.getLogger(Segment.class);
    static final long SMALLEST = 4096;
    static final int MAX_RECORD = 1 << 20;
    private static final int HEADER = Integer.BYTES * 2;
    private static final String SUFFIX = ".spool";

    private final long number;
    private final Path file;
    private long bytes;
    private int records;

    private Segment(long number, Path file) {
        this.number = number;
        this.file = file;
    }

    /** Damage from this position on: torn when the machine or the process ended, or changed by something else. */
    static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }

    /** Creates a segment that has no file yet. */
    static Segment next(Path directory, long number) {
        return new Segment(number, directory.resolve("%020d%s".formatted(number, SUFFIX)));
    }

    /** Opens a segment of an earlier process, up to its first incomplete record. */
    static Segment open(Path file) throws IOException {
        String name = file.getFileName().toString();
        var segment = new Segment(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), file);
        segment.bytes = Files.size(file);
        var at = Position.startOf(segment.number);
        try (var in = segment.reader()) {
            while (at.offset() < segment.bytes) {
                at = at.after(segment.read(in, at.offset()));
            }
        } catch (DamagedException e) {
            LOG.warn("{}; the rest of this file is lost", e.getMessage());
        }
        segment.cut(at);
        return segment;
    }

    /** Ends the segment here. */
    void cut(Position end) {
        bytes = end.offset();
        records = end.record();
    }

    static boolean isOne(Path file) {
        return file.getFileName().toString().matches("[0-9]{20}\\.spool");
    }

    long number() {
        return number;
    }

    long bytes() {
        return bytes;
    }

    int records() {
        return records;
    }

    /** Appends behind the last complete record, overwriting the remains of a failed write, such as on a full disk. */
    void append(FileChannel out, byte[] content) throws IOException {
        var record = ByteBuffer.allocate(HEADER + content.length)
                .putInt(content.length)
                .putInt(checksum(content))
                .put(content)
                .flip();
        while (record.hasRemaining()) {
            out.write(record, bytes + record.position());
        }
        bytes += HEADER + content.length;
        records++;
    }

    /** Creates the file, or leaves nothing behind. */
    FileChannel create() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    FileChannel reader() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /**
     * Reads a record.
     *
     * @throws DamagedException if there is no complete record
     */
    byte[] read(FileChannel in, long at) throws IOException {
        var header = read(in, at, HEADER);
        int length = header.getInt();
        if (length < 0 || length > MAX_RECORD || at + HEADER + length > bytes) {
            throw new DamagedException(file + " has no whole record at " + at);
        }
        int checksum = header.getInt();
        byte[] content = read(in, at + HEADER, length).array();
        if (checksum(content) != checksum) {
            throw new DamagedException(file + " has a damaged record at " + at);
        }
        return content;
    }

    static long sizeOf(byte[] content) {
        return (long) HEADER + content.length;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    private ByteBuffer read(FileChannel in, long at, int length) throws IOException {
        var buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (in.read(buffer, at + buffer.position()) < 0) {
                throw new DamagedException(file + " ends within a record at " + at);
            }
        }
        return buffer.flip();
    }

    private static int checksum(byte[] content) {
        var checksum = new CRC32C();
        checksum.update(content, 0, content.length);
        return (int) checksum.getValue();
    }
}
