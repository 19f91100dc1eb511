package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** File system calls of a commit. Each can be made to fail in a test. */
interface FileOperations {
    /** Creates the file, readable by its owner only, writes it and waits until it is on the disk. */
    void write(Path newFile, List<byte[]> content) throws IOException;

    /** Creates the file, readable by its owner only, filled with this many blanks. */
    void reserve(Path newFile, long bytes) throws IOException;

    /** Overwrites the file with the content, and blanks to its end, without allocating space; waits until it is on the disk. */
    void overwrite(Path file, List<byte[]> content) throws IOException;

    void link(Path newLink, Path existing) throws IOException;

    /** Replaces the target, atomically. */
    void rename(Path source, Path target) throws IOException;

    /** Waits until the directory's entries are on the disk. */
    void syncDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;
}
