package org.bootagent.job.bundle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory {@code <home>/actions}; the framework is to have what is in it. While a jar is replaced, the old one is kept beside it under a name that is not
 * taken for a bundle. Every change is durable when the method returns.
 */
final class ActionsDirectory {
    private static final String KEPT = ".previous";

    private final Path path;

    ActionsDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path jar(String file) {
        return path.resolve(file);
    }

    boolean has(String file) {
        return Files.exists(jar(file));
    }

    /** Keeps the present jar, if any, before another takes its place. */
    void keep(String file) throws IOException {
        Files.deleteIfExists(kept(file));
        if (has(file)) {
            Files.createLink(kept(file), jar(file));
        }
        sync(path);
    }

    /** Moves a jar into the directory, replacing the present one. */
    void place(Path fetched, String file) throws IOException {
        Files.setPosixFilePermissions(fetched, PosixFilePermissions.fromString("rw-r--r--"));
        sync(fetched);
        rename(fetched, jar(file));
    }

    /**
     * Undoes {@link #keep} and {@link #place} from any intermediate state.
     *
     * @param had whether there was a jar to keep
     * @return whether another one had taken its place
     */
    boolean restore(String file, boolean had) throws IOException {
        boolean placed = had ? isReplaced(file) : has(file);
        if (!had) {
            Files.deleteIfExists(jar(file));
        } else if (placed) {
            rename(kept(file), jar(file));
        }
        forget(file);
        return placed;
    }

    private boolean isReplaced(String file) throws IOException {
        return Files.exists(kept(file)) && !(has(file) && Files.isSameFile(kept(file), jar(file)));
    }

    /** Deletes the kept jar, which is no longer needed. */
    void forget(String file) throws IOException {
        Files.deleteIfExists(kept(file));
        sync(path);
    }

    void remove(String file) throws IOException {
        Files.deleteIfExists(jar(file));
        sync(path);
    }

    /** Deletes kept jars that a crash has left after they were needed. */
    void sweep() throws IOException {
        try (var leftovers = Files.newDirectoryStream(path, "*" + KEPT)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
    }

    private Path kept(String file) {
        return path.resolve(file + KEPT);
    }

    private void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(path);
    }

    private static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
