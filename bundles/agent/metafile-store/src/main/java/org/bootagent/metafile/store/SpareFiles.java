package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose space on the disk is already allocated, for commits when none is left. Two are enough: a file written in place becomes the current one, the
 * current one the previous, and the previous one is overwritten next.
 */
final class SpareFiles {
    static final long BYTES = 512 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(SpareFiles.class);
    /** Free space that is needed to create spares; below it they would do more harm than good. */
    private static final long PLENTY = 8 * BYTES;

    private final Path home;
    private final FileOperations disk;
    private final List<Path> files;
    private boolean wanted;

    SpareFiles(Path home, FileOperations disk) {
        this.home = home;
        this.disk = disk;
        this.files =
                List.of(home.resolve(MetafileFiles.NAME + ".spare-1"), home.resolve(MetafileFiles.NAME + ".spare-2"));
    }

    /** Keeps the spares from now on. */
    void keep() {
        wanted = true;
        fill();
    }

    /** Creates missing spares, unless they would fill the disk. */
    void fill() {
        for (Path file : files) {
            if (wanted && !holds(file, BYTES) && DiskSpace.free(home) > PLENTY) {
                reserve(file);
            }
        }
    }

    private void reserve(Path file) {
        try {
            disk.delete(file);
            disk.reserve(file, BYTES);
        } catch (IOException e) {
            LOG.debug("Cannot create {}", file, e);
            discard(file);
        }
    }

    /**
     * Writes to a spare, or else to the given file, which is then in no other use.
     *
     * @param last a file that may be written over when there is none left, or null
     * @return the file that was written; empty if none is there and large enough
     */
    Optional<Path> write(List<byte[]> content, Path last) throws IOException {
        long length = content.stream().mapToLong(part -> part.length).sum();
        var spare = files.stream().filter(file -> holds(file, length)).findFirst();
        if (spare.isEmpty() && last != null && holds(last, length)) {
            disk.rename(last, files.get(0));
            spare = Optional.of(files.get(0));
        }
        if (spare.isPresent()) {
            overwrite(spare.get(), content);
        }
        return spare;
    }

    /** Makes a file a spare again, rather than leave its space to whatever fills the disk. */
    void takeBack(Path file) throws IOException {
        var missing = files.stream().filter(spare -> !Files.exists(spare)).findFirst();
        if (wanted && missing.isPresent() && holds(file, BYTES)) {
            disk.rename(file, missing.get());
        }
    }

    private void overwrite(Path file, List<byte[]> content) throws IOException {
        try {
            disk.overwrite(file, content);
        } catch (IOException e) {
            // After a failed fsync its content on the disk is unknown.
            discard(file);
            throw e;
        }
    }

    private void discard(Path file) {
        try {
            disk.delete(file);
        } catch (IOException e) {
            LOG.debug("Cannot delete {}", file, e);
        }
    }

    private static boolean holds(Path file, long length) {
        try {
            return Files.isRegularFile(file) && Files.size(file) >= length;
        } catch (IOException e) {
            return false;
        }
    }
}
