package org.bootagent.testing.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Contents of a disk after a power loss.
 *
 * @param files by path from the root, directories before what is in them
 */
public record DiskState(TreeMap<String, Entry> files) {
    /**
     * File, directory or link of a state.
     *
     * @param content as text of one character a byte, or null: it is no file
     * @param target of a link, or null
     */
    public record Entry(int mode, String content, String target) {}

    /** Creates the tree in an empty directory. */
    public void materialise(Path directory) throws IOException {
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            var entry = file.getValue();
            if (entry.target() != null) {
                Files.createSymbolicLink(path, Path.of(entry.target()));
                continue;
            }
            if (entry.content() == null) {
                Files.createDirectory(path);
            } else {
                Files.write(path, entry.content().getBytes(StandardCharsets.ISO_8859_1));
            }
            Files.setAttribute(path, "unix:mode", entry.mode());
        }
    }
}
