package org.bootagent.packages.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/**
 * Deletes trees from descriptor to descriptor: a directory that an agent swaps for a link meanwhile cannot lead outside. Needs few descriptors and little stack
 * for any depth, because deep directories are first moved up to the top of the tree.
 */
public final class Deletion {
    private static final int MAX_DEPTH = 32;

    /** Retries when somebody adds a file while its directory is deleted. */
    private static final int MAX_RETRIES = 100;

    private final SecureDirectoryStream<Path> parent;
    private final Path name;
    private int moved;

    private Deletion(SecureDirectoryStream<Path> parent, Path name) {
        this.parent = parent;
        this.name = name;
    }

    /** Deletes whatever has this name. Returns false if nothing has it. */
    public static boolean delete(Path path) throws IOException {
        try (var parent = Files.newDirectoryStream(path.getParent())) {
            new Deletion((SecureDirectoryStream<Path>) parent, path.getFileName()).run();
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private void run() throws IOException {
        if (!isDirectory(parent, name)) {
            parent.deleteFile(name);
            return;
        }
        int retries = 0;
        while (!pass()) {
            if (++retries > MAX_RETRIES) {
                throw new DirectoryNotEmptyException(name.toString());
            }
        }
    }

    /** Runs one pass, and returns whether the tree is gone. A pass that has moved directories up is repeated. */
    private boolean pass() throws IOException {
        int before;
        do {
            before = moved;
            try (var top = parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                empty(top, top, 1);
            }
        } while (moved > before);
        return deleted(parent, name);
    }

    private void empty(SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> directory, int depth)
            throws IOException {
        for (Path child : directory) {
            try {
                remove(top, directory, child.getFileName(), depth);
            } catch (NoSuchFileException e) {
                // Somebody was faster: what is gone is gone.
            }
        }
    }

    private void remove(SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> directory, Path child, int depth)
            throws IOException {
        if (!isDirectory(directory, child)) {
            directory.deleteFile(child);
        } else if (depth == MAX_DEPTH) {
            moveUp(top, directory, child);
        } else {
            try (var below = directory.newDirectoryStream(child, LinkOption.NOFOLLOW_LINKS)) {
                empty(top, below, depth + 1);
            }
            // One that something was added to meanwhile is left to the next pass.
            boolean unused = deleted(directory, child);
        }
    }

    private void moveUp(SecureDirectoryStream<Path> top, SecureDirectoryStream<Path> directory, Path child)
            throws IOException {
        if (deleted(directory, child)) {
            return;
        }
        try {
            directory.move(child, top, Path.of(".deep~" + ++moved));
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // A name that is taken: the next pass takes the next one.
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> directory, Path child) throws IOException {
        return directory
                .getFileAttributeView(child, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    private static boolean deleted(SecureDirectoryStream<Path> directory, Path child) throws IOException {
        try {
            directory.deleteDirectory(child);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
