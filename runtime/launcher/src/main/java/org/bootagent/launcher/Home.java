package org.bootagent.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that holds all state of a runtime; nobody else may look into it. */
final class Home {
    private Home() {}

    /** Creates the home and the named directories in it. */
    static Path create(Path home, String... directories) {
        Path absolute = home.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) {
                Files.createDirectories(absolute.getParent());
                Files.createDirectory(
                        absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            for (String directory : directories) {
                Files.createDirectories(absolute.resolve(directory));
            }
        } catch (IOException e) {
            throw new UsageException(
                    "home " + absolute + " cannot be used: " + e + "; give a directory that can be written with --home",
                    e);
        }
        return absolute;
    }
}
