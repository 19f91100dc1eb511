package org.bootagent.job.script;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A file that is replaced in one step, and stays whose it is. */
final class ConfigurationFile {
    private ConfigurationFile() {}

    static void write(Path file, String content) throws IOException {
        // What a link leads to is replaced, not the link.
        Path target = Files.exists(file) ? file.toRealPath() : file;
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(target
                    + (Files.isDirectory(target) ? " is a directory" : " is a device, a pipe or a socket, no file"));
        }
        Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), ".bootagent-", ".new");
        try {
            fill(fresh, content);
            own(fresh, target);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void fill(Path fresh, String content) throws IOException {
        try (var out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void own(Path fresh, Path target) throws IOException {
        boolean there = Files.exists(target);
        for (String id : new String[] {"unix:uid", "unix:gid"}) {
            Object wanted = Files.getAttribute(there ? target : fresh.getParent(), id);
            if (!wanted.equals(Files.getAttribute(fresh, id))) {
                Files.setAttribute(fresh, id, wanted);
            }
        }
        // After the owner: a change of that may take bits away.
        Files.setPosixFilePermissions(
                fresh, there ? Files.getPosixFilePermissions(target) : PosixFilePermissions.fromString("rw-r--r--"));
    }
}
