package org.bootagent.packages.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/** Deletes trees from descriptor to descriptor, so that an agent which swaps a directory for a link meanwhile cannot lead us out. */
public final class Deletion {
    private Deletion() {}

    /** Deletes whatever has this name. False if nothing has. */
    public static boolean delete(Path path) throws IOException {
        try (var parent = Files.newDirectoryStream(path.getParent())) {
            remove((SecureDirectoryStream<Path>) parent, path.getFileName());
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static void empty(SecureDirectoryStream<Path> directory) throws IOException {
        for (Path child : directory) {
            Path name = child.getFileName();
            try {
                remove(directory, name);
            } catch (NoSuchFileException e) {
                // Somebody was faster: what is gone is gone.
            }
        }
    }

    private static void remove(SecureDirectoryStream<Path> directory, Path name) throws IOException {
        var view = directory.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().isDirectory()) {
            directory.deleteFile(name);
            return;
        }
        try (var child = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            empty(child);
        }
        directory.deleteDirectory(name);
    }
}
