package org.bootagent.process.supervisor.launch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.process.supervisor.host.SystemCommands;

/** Shells that start the tests' agents. */
public final class Shells {
    private Shells() {}

    /** Returns this host's commands, with a given shell as sh. */
    public static SystemCommands commands(Path directory, String shell) throws IOException {
        assumeTrue(Files.isExecutable(Path.of(shell)), shell + " is not installed");
        // A shell behaves as sh by that name only.
        var sh = Files.createSymbolicLink(directory.resolve("sh"), Path.of(shell));
        var found = SystemCommands.find(System.getenv());
        return new SystemCommands(
                sh.toString(),
                found.setsid(),
                found.env(),
                found.nice(),
                found.renice(),
                found.prlimit(),
                found.setpriv(),
                found.getent(),
                found.fallocate());
    }
}
