package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The file system calls that a commit is made of. Each may fail, so each can be made to fail in a test. */
interface FileOperations {
    /** Creates the file, readable by its owner only, writes it and waits until it is on the disk. */
    void write(Path newFile, List<byte[]> content) throws IOException;

    /** Creates the file, readable by its owner only, with so many blanks. */
    void reserve(Path newFile, long bytes) throws IOException;

    /** Writes the content, and blanks to the end, over what the file has, without taking space for it, and waits until it is on the disk. */
    void overwrite(Path file, List<byte[]> content) throws IOException;

    void link(Path newLink, Path existing) throws IOException;

    /** Replaces the target, atomically. */
    void rename(Path source, Path target) throws IOException;

    /** Waits until the directory's entries are on the disk. */
    void syncDirectory(Path directory) throws IOException;

    void delete(Path file) throws IOException;
}
