package org.bootagent.itest.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processes that live in a home: those of its agents. */
final class Leftovers {
    private Leftovers() {}

    /** Whoever has its working directory below. */
    static List<ProcessHandle> of(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> livesIn(process, home))
                .toList();
    }

    private static boolean livesIn(ProcessHandle process, Path home) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
                    .startsWith(home);
        } catch (IOException e) {
            // Gone, or a kernel thread.
            return false;
        }
    }
}
