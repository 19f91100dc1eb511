package org.bootagent.packages.tree;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;

/** Open descriptors of a directory and of those above it, down from the root of a tree. No link is followed on the way. */
final class DirectoryCursor implements Closeable {
    private final List<String> names = new ArrayList<>();
    private final List<SecureDirectoryStream<Path>> open = new ArrayList<>();

    DirectoryCursor(Path root) throws IOException {
        open.add(secure(root));
    }

    /** A directory's stream, to be closed by whoever asked for it, if the platform has secure ones: Linux has. */
    @SuppressWarnings("StreamResourceLeak")
    static SecureDirectoryStream<Path> secure(Path directory) throws IOException {
        var stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this platform cannot open files relative to a directory");
    }

    /** Climbs until it stands in a directory that is on the way, and says how many names of the way lie behind it. */
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

    /** Enters a directory of the present one. */
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
