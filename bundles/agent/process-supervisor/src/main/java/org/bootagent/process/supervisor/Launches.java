package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Launches that an earlier host agent has begun and did not live to see. Until such a process has written its record it must be waited for, or its agent would be
 * started a second time.
 */
final class Launches {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Launches() {}

    /** Waits until no launch of this home is under way. It takes the launch script a millisecond or two. */
    static void awaitNone(ProcFs proc, Path home) throws InterruptedException {
        String words = LaunchScript.NAME + '\0' + home.resolve("agents") + '/';
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (proc.processes().stream()
                        .anyMatch(process -> commandLine(process).contains(words))
                && System.nanoTime() - end < 0) {
            Thread.sleep(2);
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
