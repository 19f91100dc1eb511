package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.metafile.store.MetafileFormat.DamagedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of the current and the previous generation. A replacement leaves one of them intact at every instant. */
final class MetafileFiles {
    static final String NAME = "metafile.json";
    static final String TEMPORARY = NAME + ".tmp-";

    private static final Logger LOG = LoggerFactory.getLogger(MetafileFiles.class);

    private final Path home;
    private final FileOperations disk;
    private final Path current;
    private final Path previous;
    private final SpareFiles spares;
    private final DiskSpace space;
    /** True when the current file is of a failed commit that could not be taken back; the previous one is then the acknowledged one. */
    private boolean astray;

    MetafileFiles(Path home, FileOperations disk) {
        this.home = home;
        this.disk = disk;
        this.current = home.resolve(NAME);
        this.previous = home.resolve(NAME + ".previous");
        this.spares = new SpareFiles(home, disk);
        this.space = new DiskSpace(home);
    }

    Path home() {
        return home;
    }

    Path current() {
        return current;
    }

    Path previous() {
        return previous;
    }

    /** Returns the newest intact generation. */
    Optional<Generation> intact() {
        for (Path file : new Path[] {current, previous}) {
            try {
                var generation = read(file);
                if (generation.isPresent()) {
                    return generation;
                }
            } catch (DamagedException e) {
                LOG.warn("{} is damaged: {}", file, e.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Reads a file; empty if it does not exist. An unreadable file is an error and not a first start. */
    Optional<Generation> read(Path file) throws DamagedException {
        try {
            return Optional.of(MetafileFormat.read(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new MetafileException(
                    file + " is there but cannot be read (" + e + "); give BootAgent's user access to it", e);
        }
    }

    /** @throws MetafileException if it could not be made durable; the old generation is then the current one */
    void replace(Generation old, Generation next) {
        Path written = write(next);
        try {
            if (mayLosePrevious()) {
                spares.takeBack(previous);
            }
            keepPrevious();
            disk.rename(written, current);
        } catch (IOException e) {
            // The temporary is never used again: after a failed fsync its content on the disk is unknown.
            discard(written);
            throw failed(e);
        }
        try {
            disk.syncDirectory(home);
            astray = false;
        } catch (IOException e) {
            restore(old);
            throw failed(e);
        }
        spares.fill();
    }

    /** Keeps spare files from now on, so that commits also succeed on a full disk. */
    void keepSpares() {
        spares.keep();
    }

    /** Describes the lack of space for the operator; empty if there is space. */
    Optional<String> trouble() {
        return space.trouble();
    }

    private Path write(Generation next) {
        Path temporary = home.resolve(TEMPORARY + next.number());
        var content = MetafileFormat.write(next);
        try {
            disk.write(temporary, content);
            space.written(false);
            return temporary;
        } catch (IOException e) {
            discard(temporary);
            if (!space.isFull(e)) {
                throw failed(e);
            }
            space.written(true);
            return writeInPlace(content, e);
        }
    }

    private Path writeInPlace(List<byte[]> content, IOException why) {
        try {
            return spares.write(content, mayLosePrevious() ? previous : null).orElseThrow(() -> failed(why));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Returns whether the previous file may be overwritten; meanwhile the current one is the only one. */
    private boolean mayLosePrevious() throws IOException {
        return !astray && Files.exists(current) && !isKept();
    }

    /** Gives the current file a second name, so that a current one exists at every instant. */
    private void keepPrevious() throws IOException {
        if (astray || !Files.exists(current) || isKept()) {
            return;
        }
        Path link = home.resolve(TEMPORARY + "previous");
        disk.delete(link);
        try {
            disk.link(link, current);
            disk.rename(link, previous);
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without links: for a moment the previous generation is the only one.
            disk.rename(current, previous);
        }
    }

    /**
     * Returns whether both names are one file. A kill between two renames leaves them so; the kernel then ignores a rename from one to the other, and the link
     * would stay.
     */
    private boolean isKept() throws IOException {
        return Files.exists(previous) && Files.isSameFile(current, previous);
    }

    /** Restores the old generation. The new file is in place but perhaps not durably; a commit reported as failed must not come back. */
    private void restore(Generation old) {
        try {
            if (old.number() == 0) {
                disk.delete(current);
            } else {
                Path link = home.resolve(TEMPORARY + "previous");
                disk.delete(link);
                disk.link(link, previous);
                disk.rename(link, current);
            }
            astray = false;
        } catch (IOException | UnsupportedOperationException e) {
            astray = true;
            LOG.error("Cannot restore {} to its generation {}: {}", current, old.number(), e.toString());
        }
    }

    private void discard(Path temporary) {
        try {
            disk.delete(temporary);
        } catch (IOException e) {
            LOG.warn("Cannot delete the leftover {}; delete it by hand: {}", temporary, e.toString());
        }
    }

    private MetafileException failed(IOException e) {
        return new MetafileException(
                current + " could not be written (" + e + "); the state is as before. Check space, permissions and the"
                        + " health of this disk",
                e,
                space.isFull(e));
    }
}
