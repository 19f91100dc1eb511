package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Tracks whether the disk of a home is full. Thread-safe. */
final class DiskSpace {
    private static final long FULL = 1 << 20;
    private static final long ENOUGH = 4 << 20;
    /** A part of each file system may be reserved for root. */
    private static final boolean ROOT = "root".equals(System.getProperty("user.name"));

    private final Path home;
    private volatile boolean refused;
    private boolean full;

    DiskSpace(Path home) {
        this.home = home;
    }

    /** Returns the bytes that this process may use. */
    static long free(Path directory) {
        return ROOT ? directory.toFile().getFreeSpace() : directory.toFile().getUsableSpace();
    }

    /** Returns whether a write failed for lack of space, in whatever language the kernel's message is. */
    boolean isFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded") || free(home) < FULL;
    }

    /** @param refused whether the last write found no space; a quota shows itself only this way */
    void written(boolean refused) {
        this.refused = refused;
    }

    /** Describes the lack of space for the operator; empty if there is space. */
    synchronized Optional<String> trouble() {
        full = refused || free(home) < (full ? ENOUGH : FULL);
        return full
                ? Optional.of("no space left on the disk of " + home
                        + ": agents are looked after, jobs that need space fail with 202; free some")
                : Optional.empty();
    }
}
