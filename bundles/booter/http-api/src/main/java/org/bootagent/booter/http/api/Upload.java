package org.bootagent.booter.http.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.UUID;
import org.bootagent.api.packages.Checksum;

/** A package that has been received whole and is safe on disk, but has no name yet. Closing it discards what was not moved away. */
record Upload(Path path, long size, Checksum checksum) implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    static Upload receive(Path directory, InputStream body, long maxBytes) throws IOException, ProblemException {
        Files.createDirectories(directory);
        var path = directory.resolve(UUID.randomUUID().toString());
        boolean whole = false;
        try (var out = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var sha = ChecksumIndex.sha256();
            long size = copy(body, out, sha, maxBytes);
            out.force(true);
            whole = true;
            return new Upload(path, size, new Checksum(HexFormat.of().formatHex(sha.digest())));
        } finally {
            if (!whole) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Removes what an earlier run was receiving when it ended. */
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

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }

    private static long copy(InputStream body, FileChannel out, MessageDigest sha, long maxBytes)
            throws IOException, ProblemException {
        var buffer = new byte[BUFFER];
        long size = 0;
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            size += n;
            if (size > maxBytes) {
                throw Problem.of(413, "a package must not exceed " + maxBytes + " bytes (maxPackageMiB)");
            }
            sha.update(buffer, 0, n);
            write(out, ByteBuffer.wrap(buffer, 0, n));
        }
        return size;
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException, ProblemException {
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
