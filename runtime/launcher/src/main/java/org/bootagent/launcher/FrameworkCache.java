package org.bootagent.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** Cache of the framework, made anew at each start: in the home, or in memory when the home's disk is full, as a full disk must not prevent a start. */
final class FrameworkCache {
    private static final long ENOUGH = 2 << 20;
    private static final List<Path> IN_MEMORY = List.of(Path.of("/run"), Path.of("/dev/shm"));
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private FrameworkCache() {}

    static Path of(Path home) {
        return of(home, IN_MEMORY);
    }

    /** @param others alternatives when the home is full, the best first */
    static Path of(Path home, List<Path> others) {
        Path own = home.resolve("cache");
        if (hasSpace(home)) {
            return own;
        }
        for (Path other : others) {
            if (Files.isWritable(other) && hasSpace(other)) {
                Path cache = other.resolve("bootagent-cache-"
                        + UUID.nameUUIDFromBytes(home.toString().getBytes(UTF_8)));
                if (isOurs(cache)) {
                    LoggerFactory.getLogger(FrameworkCache.class)
                            .warn("No space left on the disk of {}: the framework's cache is {}", home, cache);
                    return cache;
                }
            }
        }
        return own;
    }

    /** Returns whether the cache was made by us; others may write there too. */
    private static boolean isOurs(Path cache) {
        try {
            if (!Files.isDirectory(cache, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(cache, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            return Files.getOwner(cache, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")))
                    && Files.getPosixFilePermissions(cache, LinkOption.NOFOLLOW_LINKS)
                            .equals(OWNER_ONLY);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean hasSpace(Path directory) {
        return directory.toFile().getUsableSpace() > ENOUGH;
    }
}
