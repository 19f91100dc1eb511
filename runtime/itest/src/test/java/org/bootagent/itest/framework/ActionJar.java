package org.bootagent.itest.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bootagent.itest.Build;
import org.bootagent.itest.PingJar;

/** The action bundle that the template builds, as an operator handles its jar. */
final class ActionJar {
    private final Path file;

    /** @param home of the host agent it goes to */
    ActionJar(Path home) {
        this.file = home.resolve("actions/ping.jar");
    }

    /** Puts it there as the build left it. */
    void deploy() throws IOException {
        Path fresh = file.resolveSibling("ping.new");
        Files.copy(Build.action(), fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts another version in its place, one whose answers begin otherwise. */
    void replace(String version, String greeting) throws IOException {
        Path fresh = PingJar.version(version).greeting(greeting).write(file.resolveSibling("ping.new"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void remove() throws IOException {
        Files.delete(file);
    }
}
