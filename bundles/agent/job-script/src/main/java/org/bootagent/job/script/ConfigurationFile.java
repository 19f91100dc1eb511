package org.bootagent.job.script;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Replaces a file in one step and keeps its owner. The agent may own the file's directory, so the path is walked from descriptor to descriptor: a directory
 * that is swapped for a link meanwhile cannot lead outside.
 */
final class ConfigurationFile {
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private ConfigurationFile() {}

    /** The file lies outside, because a link is on the way to it. */
    static final class LeadsOutException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** @param within the directory that must not be left; empty: any may hold the file */
    static void write(Path file, Optional<Path> within, String content) throws IOException, LeadsOutException {
        Path root = within.isPresent() ? within.get().toRealPath() : null;
        // Replaces the target of a link, not the link.
        Path target = Files.exists(file) || file.getParent() == null
                ? file.toRealPath()
                : file.getParent().toRealPath().resolve(file.getFileName());
        if (root != null && !target.startsWith(root)) {
            throw new LeadsOutException();
        }
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is a directory");
        }
        // Opening a pipe would wait for its other end.
        if (!Files.isDirectory(target.getParent(), LinkOption.NOFOLLOW_LINKS)) {
            throw new NotDirectoryException(target.getParent().toString());
        }
        Path start = root == null ? target.getParent() : root;
        try (var stream = Files.newDirectoryStream(start)) {
            enter((SecureDirectoryStream<Path>) stream, start.relativize(target), content);
        }
    }

    private static void enter(SecureDirectoryStream<Path> here, Path way, String content) throws IOException {
        if (way.getNameCount() == 1) {
            replace(here, way, content);
            return;
        }
        try (var next = here.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
            enter(next, way.subpath(1, way.getNameCount()), content);
        }
    }

    private static void replace(SecureDirectoryStream<Path> directory, Path name, String content) throws IOException {
        var before = attributes(directory, name);
        if (before.isPresent() && !before.get().isRegularFile() && !before.get().isSymbolicLink()) {
            throw new IOException(name + " is a device, a pipe or a socket, no file");
        }
        Path fresh = Path.of(".bootagent-" + UUID.randomUUID() + ".new");
        try (var out = directory.newByteChannel(
                fresh, CREATE, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            fill(out, content);
            own(directory, fresh, before.filter(PosixFileAttributes::isRegularFile));
            directory.move(fresh, directory, name);
        } catch (IOException | RuntimeException e) {
            delete(directory, fresh, e);
            throw e;
        }
    }

    private static Optional<PosixFileAttributes> attributes(SecureDirectoryStream<Path> directory, Path name)
            throws IOException {
        try {
            return Optional.of(view(directory, name).readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static PosixFileAttributeView view(SecureDirectoryStream<Path> directory, Path name) {
        return directory.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void fill(SeekableByteChannel out, String content) throws IOException {
        var bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        ((FileChannel) out).force(true);
    }

    private static void own(SecureDirectoryStream<Path> directory, Path fresh, Optional<PosixFileAttributes> before)
            throws IOException {
        var model = before.isPresent()
                ? before.get()
                : directory.getFileAttributeView(PosixFileAttributeView.class).readAttributes();
        var view = view(directory, fresh);
        var now = view.readAttributes();
        if (!model.group().equals(now.group())) {
            view.setGroup(model.group());
        }
        if (!model.owner().equals(now.owner())) {
            view.setOwner(model.owner());
        }
        // After the owner: a change of that may take bits away.
        view.setPermissions(before.isPresent() ? model.permissions() : PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void delete(SecureDirectoryStream<Path> directory, Path fresh, Exception reason) {
        try {
            directory.deleteFile(fresh);
        } catch (NoSuchFileException e) {
            // It was not made.
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
