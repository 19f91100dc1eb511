package org.bootagent.metafile.store;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/** The real calls. They finish even on an interrupted thread, because a cancelled job may still record its end. */
final class DiskOperations implements FileOperations {
    private static final String OWNER_ONLY = "rw-------";

    @Override
    public void write(Path newFile, List<byte[]> content) throws IOException {
        Files.createFile(newFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        // A stream, as an interrupt would close a channel.
        try (var file = new FileOutputStream(newFile.toFile())) {
            var out = new BufferedOutputStream(file);
            for (byte[] part : content) {
                out.write(part);
            }
            out.flush();
            file.getFD().sync();
        }
    }

    @Override
    public void reserve(Path newFile, long bytes) throws IOException {
        Files.createFile(newFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        try (var file = new FileOutputStream(newFile.toFile())) {
            file.write(blanks((int) bytes));
        }
    }

    @Override
    public void overwrite(Path file, List<byte[]> content) throws IOException {
        try (var random = new RandomAccessFile(file.toFile(), "rw")) {
            for (byte[] part : content) {
                random.write(part);
            }
            random.write(blanks((int) (random.length() - random.getFilePointer())));
            random.getFD().sync();
        }
    }

    private static byte[] blanks(int count) {
        var blanks = new byte[count];
        Arrays.fill(blanks, (byte) ' ');
        return blanks;
    }

    @Override
    public void link(Path newLink, Path existing) throws IOException {
        Files.createLink(newLink, existing);
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        boolean interrupted = false;
        try {
            while (!synced(directory)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean synced(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
