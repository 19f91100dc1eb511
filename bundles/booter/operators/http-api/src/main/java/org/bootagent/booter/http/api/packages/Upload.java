package org.bootagent.booter.http.api.packages;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.bootagent.api.packages.Checksum;
import org.bootagent.booter.http.route.Problem;
import org.bootagent.booter.http.route.ProblemException;

/** A package being received, without a name yet. Closing discards it unless it was moved away. */
final class Upload implements AutoCloseable {
    private final Path path;
    private final FileChannel out;
    private final MessageDigest sha = ChecksumIndex.sha256();
    private final long maxBytes;
    private long size;
    private Checksum checksum;

    private Upload(Path path, long maxBytes) throws IOException {
        this.path = path;
        this.maxBytes = maxBytes;
        this.out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    static Upload begin(Path directory, long maxBytes) throws IOException {
        Files.createDirectories(directory);
        return new Upload(directory.resolve(UUID.randomUUID().toString()), maxBytes);
    }

    /** Removes partial uploads of an earlier run. */
    static void discardAll(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory)) {
                for (var file : files) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Makes a rename or removal in a directory last. */
    static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    void write(byte[] buffer, int length) throws IOException, ProblemException {
        size += length;
        if (size > maxBytes) {
            throw tooLarge(maxBytes);
        }
        sha.update(buffer, 0, length);
        write(ByteBuffer.wrap(buffer, 0, length));
    }

    static ProblemException tooLarge(long maxBytes) {
        return Problem.of(413, "a package must not exceed " + maxBytes + " bytes (booter.http.api/maxPackageMiB)");
    }

    /** Writes all content through to the disk. */
    void complete() throws IOException {
        out.force(true);
        checksum = new Checksum(HexFormat.of().formatHex(sha.digest()));
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** Returns the checksum of the complete upload. */
    Checksum checksum() {
        return checksum;
    }

    @Override
    public void close() throws IOException {
        out.close();
        Files.deleteIfExists(path);
    }

    private void write(ByteBuffer bytes) throws IOException, ProblemException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw Problem.of(507, "Booter's disk is full: free some space, or remove packages that are not needed");
            }
            throw e;
        }
    }
}
