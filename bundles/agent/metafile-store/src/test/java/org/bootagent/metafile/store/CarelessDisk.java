package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Makes the calls of a commit, but does not wait for the disk. */
final class CarelessDisk extends ForwardingDisk {
    private final WatchedCommits.Mutant mutant;

    CarelessDisk(WatchedCommits.Mutant mutant) {
        super(new DiskOperations());
        this.mutant = mutant;
    }

    @Override
    public void write(Path newFile, List<byte[]> content) throws IOException {
        if (mutant != WatchedCommits.Mutant.NO_FILE_SYNC) {
            disk.write(newFile, content);
            return;
        }
        Files.createFile(newFile);
        try (var out = Files.newOutputStream(newFile)) {
            for (byte[] part : content) {
                out.write(part);
            }
        }
    }

    @Override
    public void rename(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (mutant != WatchedCommits.Mutant.NO_DIRECTORY_SYNC) {
            disk.syncDirectory(directory);
        }
    }
}
