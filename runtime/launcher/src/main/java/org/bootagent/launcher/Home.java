package org.bootagent.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Directory with all state of a runtime. Nobody else may look into it, nor into its content if an agent's user must pass through. */
final class Home {
    /** Directory that other users pass through: agents that run as them have their releases and data in it. */
    private static final String PASSED_THROUGH = "agents";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSED = PosixFilePermissions.fromString("rwx-----x");

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private Home() {}

    /** Creates the home and the named directories in it. */
    static Path create(Path home, String... directories) {
        Path absolute = home.toAbsolutePath().normalize();
        try {
            if (Files.isDirectory(absolute)) {
                closeToOthers(absolute);
            } else {
                Files.createDirectories(absolute.getParent());
                Files.createDirectory(absolute, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            for (String directory : directories) {
                createOwn(absolute, Path.of(directory));
            }
        } catch (IOException e) {
            throw new UsageException(
                    "home " + absolute + " cannot be used: " + e + "; give a directory that can be written with --home",
                    e);
        }
        return absolute;
    }

    /** Takes from others what a careless umask gave them. Merely to pass through stays, which agents' users may need. */
    private static void closeToOthers(Path home) throws IOException {
        var permissions = Files.getPosixFilePermissions(home);
        var others = EnumSet.copyOf(permissions);
        others.removeAll(PASSED);
        others.remove(PosixFilePermission.GROUP_EXECUTE);
        if (!others.isEmpty()) {
            Files.setPosixFilePermissions(home, OWNER_ONLY);
        }
    }

    private static void createOwn(Path home, Path directory) throws IOException {
        Files.createDirectories(home.resolve(directory));
        Path top = home.resolve(directory.getName(0));
        var permissions = Files.getPosixFilePermissions(top);
        if (permissions.retainAll(top.endsWith(PASSED_THROUGH) ? PASSED : OWNER_ONLY)) {
            Files.setPosixFilePermissions(top, permissions);
        }
    }

    /**
     * Waits a moment for a process that is just leaving the home. A process that comes later is kept out by the lock; this check gives a one-line message.
     *
     * @throws HomeInUseException if another process stays, naming it
     */
    static void requireAlone(Path home) throws IOException, InterruptedException {
        Path lock = home.resolve("lock");
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        while (Files.exists(lock) && isHeld(lock)) {
            if (System.nanoTime() > giveUp) {
                throw new HomeInUseException(home, Files.readString(lock).strip());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static boolean isHeld(Path lock) throws IOException {
        try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                var held = channel.tryLock()) {
            return held == null;
        }
    }
}
