package org.bootagent.packages.tree;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bootagent.packages.files.DiskErrors;

/**
 * A tree that grows by entries, none of which can leave it. Files are created relative to the descriptor of their directory, never over an existing one.
 * Directories and links, which Java cannot create relative to a descriptor, are created in a separate directory that no entry can name, and renamed into place
 * from descriptor to descriptor.
 */
public final class StagingTree implements Closeable {
    private static final int BUFFER = 64 * 1024;
    private static final int DIRECTORY_MODE = 0755;
    private static final Path MADE = Path.of("made");
    private static final Path TARGET = Path.of("target");
    private static final Set<StandardOpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private final Path workshop;
    private final SecureDirectoryStream<Path> work;
    private final DirectoryCursor cursor;
    private final Budget budget;
    private final byte[] buffer = new byte[BUFFER];

    /**
     * @param root of the tree, empty
     * @param workshop an empty directory beside it
     */
    public StagingTree(Path root, Path workshop, Budget budget) throws IOException {
        this.workshop = workshop;
        this.budget = budget;
        this.work = DirectoryCursor.secure(workshop);
        this.cursor = new DirectoryCursor(root);
    }

    public Budget budget() {
        return budget;
    }

    /** Adds a directory, which may come again, and after its content. */
    public void directory(EntryPath path, int mode) throws IOException {
        place(path, () -> {
            enter(path.names(), path);
            if (!path.isRoot()) {
                cursor.here()
                        .getFileAttributeView(PosixFileAttributeView.class)
                        .setPermissions(Modes.ofDirectory(mode));
            }
        });
    }

    /** Adds a regular file with the whole content. */
    public void file(EntryPath path, int mode, InputStream content) throws IOException {
        place(path, () -> {
            prepare(path);
            try (var channel = cursor.here()
                    .newByteChannel(name(path), CREATE, PosixFilePermissions.asFileAttribute(Modes.PRIVATE))) {
                copy(content, channel, path);
            }
            cursor.here()
                    .getFileAttributeView(name(path), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setPermissions(Modes.ofFile(mode));
        });
    }

    /** Adds a symbolic link; its target is checked when the tree is complete. */
    public void symbolicLink(EntryPath path, String target) throws IOException {
        place(path, () -> {
            prepare(path);
            Files.createSymbolicLink(workshop.resolve(MADE), Path.of(target));
            work.move(MADE, cursor.here(), name(path));
        });
    }

    /** Adds a second name for a file of an earlier entry. */
    public void hardLink(EntryPath path, EntryPath target) throws IOException {
        place(path, () -> {
            prepare(path);
            checkLinkable(path, target);
            cursor.here().move(name(target), work, TARGET);
            Files.createLink(workshop.resolve(MADE), workshop.resolve(TARGET));
            work.move(TARGET, cursor.here(), name(target));
            enter(path.parent(), path);
            work.move(MADE, cursor.here(), name(path));
        });
    }

    @Override
    public void close() throws IOException {
        try (work) {
            cursor.close();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void place(EntryPath path, Step step) throws IOException {
        try {
            step.run();
        } catch (InvalidPathException e) {
            throw Refusal.badEntry(
                    path.toString(), "has a name that this host cannot write; run the host agent with LC_ALL=C.UTF-8");
        } catch (IOException e) {
            throw DiskErrors.fault(e, "unpack", Path.of(Refusal.shown(path.toString())));
        }
    }

    /** Moves the cursor to the entry's directory, in which its name must be free. */
    private void prepare(EntryPath path) throws IOException {
        budget.entry(path.toString());
        if (path.isRoot()) {
            throw Refusal.badEntry(".", "is the root of the package, and no directory");
        }
        enter(path.parent(), path);
        if (find(path.name()).isPresent()) {
            throw Refusal.badEntry(path.toString(), "is there twice");
        }
    }

    private void checkLinkable(EntryPath path, EntryPath target) throws IOException {
        if (!target.isRoot()) {
            enter(target.parent(), path);
        }
        if (target.isRoot()
                || find(target.name())
                        .filter(BasicFileAttributes::isRegularFile)
                        .isEmpty()) {
            throw Refusal.badEntry(path.toString(), "is a link to '" + target + "', which is no file before it");
        }
    }

    private void enter(List<String> way, EntryPath path) throws IOException {
        for (String name : way.subList(cursor.ascendTowards(way), way.size())) {
            var there = find(name);
            if (there.isEmpty()) {
                makeDirectory(name, path);
            } else if (!there.get().isDirectory()) {
                throw Refusal.badEntry(path.toString(), "goes through '" + name + "', which is no directory");
            }
            cursor.descend(name);
        }
    }

    private void makeDirectory(String name, EntryPath path) throws IOException {
        budget.entry(path.toString());
        Path made = Files.createDirectory(workshop.resolve(MADE));
        Files.setPosixFilePermissions(made, Modes.ofDirectory(DIRECTORY_MODE));
        work.move(MADE, cursor.here(), Path.of(name));
    }

    private Optional<BasicFileAttributes> find(String name) throws IOException {
        try {
            return Optional.of(cursor.here()
                    .getFileAttributeView(Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void copy(InputStream content, SeekableByteChannel to, EntryPath path) throws IOException {
        for (int n = read(content, path); n >= 0; n = read(content, path)) {
            budget.written(n);
            var bytes = ByteBuffer.wrap(buffer, 0, n);
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        }
    }

    /** Reads content. Only a failed read is the package's fault; a failed write is the disk's. */
    private int read(InputStream content, EntryPath path) throws IOException {
        try {
            return content.read(buffer);
        } catch (IOException | RuntimeException e) {
            throw Refusal.damaged(path.toString(), e);
        }
    }

    private static Path name(EntryPath path) {
        return Path.of(path.name());
    }
}
