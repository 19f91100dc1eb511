package org.bootagent.itest.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Processes as the kernel shows them. */
final class Processes {
    private Processes() {}

    /** Returns processes whose working directory is the home or below: its agents. */
    static List<ProcessHandle> livingIn(Path home) {
        return ProcessHandle.allProcesses()
                .filter(process -> livesIn(process, home))
                .toList();
    }

    private static boolean livesIn(ProcessHandle process, Path home) {
        try {
            return workingDirectory(process).startsWith(home);
        } catch (UncheckedIOException e) {
            // Gone, or a kernel thread.
            return false;
        }
    }

    static Path workingDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(proc(process, "cwd"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> environment(ProcessHandle process) {
        try {
            var environment = new TreeMap<String, String>();
            for (String variable : Files.readString(proc(process, "environ")).split("\0", -1)) {
                int equals = variable.indexOf('=');
                if (equals > 0) {
                    environment.put(variable.substring(0, equals), variable.substring(equals + 1));
                }
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    static void kill(ProcessHandle process) {
        if (!process.destroyForcibly()) {
            throw new AssertionError(process.pid() + " cannot be killed");
        }
        Await.until(() -> !process.isAlive());
    }

    private static Path proc(ProcessHandle process, String file) {
        return Path.of("/proc", Long.toString(process.pid()), file);
    }
}
