package org.bootagent.packages.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;

/** Open descriptors of a directory and its parents, down from the root of a tree. No link is followed. */
final class DirectoryCursor implements Closeable {
    private final List<String> names = new ArrayList<>();
    private final List<SecureDirectoryStream<Path>> open = new ArrayList<>();

    DirectoryCursor(Path root) throws IOException {
        open.add(secure(root));
    }

    /** Opens a directory as a secure stream, if the platform has them, as Linux does. The caller closes it. */
    @SuppressWarnings("StreamResourceLeak")
    static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
        var stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this platform cannot open files relative to a directory");
    }

    /** Ascends to a directory on the way, and returns how many names of the way it has passed. */
    int ascendTowards(List<String> way) throws IOException {
        int common = 0;
        while (common < Math.min(names.size(), way.size()) && names.get(common).equals(way.get(common))) {
            common++;
        }
        while (names.size() > common) {
            names.remove(names.size() - 1);
            open.remove(open.size() - 1).close();
        }
        return common;
    }

    /** Enters a child of the present directory. */
    void descend(String name) throws IOException {
        open.add(here().newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
        names.add(name);
    }

    SecureDirectoryStream<Path> here() {
        return open.get(open.size() - 1);
    }

    @Override
    public void close() throws IOException {
        ascendTowards(List.of());
        open.get(0).close();
    }
}
