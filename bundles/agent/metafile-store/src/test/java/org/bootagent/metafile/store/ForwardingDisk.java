package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes all calls on another disk; tests override those that they watch or break. */
class ForwardingDisk implements FileOperations {
    final FileOperations disk;

    ForwardingDisk(FileOperations disk) {
        this.disk = disk;
    }

    @Override
    public void write(Path newFile, List<byte[]> content) throws IOException {
        disk.write(newFile, content);
    }

    @Override
    public void reserve(Path newFile, long bytes) throws IOException {
        disk.reserve(newFile, bytes);
    }

    @Override
    public void overwrite(Path file, List<byte[]> content) throws IOException {
        disk.overwrite(file, content);
    }

    @Override
    public void link(Path newLink, Path existing) throws IOException {
        disk.link(newLink, existing);
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        disk.rename(source, target);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        disk.syncDirectory(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        disk.delete(file);
    }
}
