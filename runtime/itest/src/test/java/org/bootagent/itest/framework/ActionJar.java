package org.bootagent.itest.framework;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.PingJar;

/** The action bundle built from the template, as an operator handles its jar. */
final class ActionJar {
    private final Path file;

    /** @param home of the host agent it goes to */
    ActionJar(Path home) {
        this.file = home.resolve("actions/ping.jar");
    }

    /** Copies the built jar there. */
    void deploy() throws IOException {
        Path fresh = file.resolveSibling("ping.new");
        Files.copy(BuildOutput.action(), fresh);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Replaces the jar by another version, with another greeting. */
    void replace(String version, String greeting) throws IOException {
        Path fresh = PingJar.version(version).greeting(greeting).write(file.resolveSibling("ping.new"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    void remove() throws IOException {
        Files.delete(file);
    }
}
