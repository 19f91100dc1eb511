package org.bootagent.process.supervisor;

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
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (proc.processes().stream().anyMatch(process -> isUnderWay(proc, process, home))
                && System.nanoTime() - end < 0) {
            Thread.sleep(2);
        }
    }

    /** A shim whose agent is not yet on record. */
    private static boolean isUnderWay(ProcFs proc, Path process, Path home) {
        String command = proc.commandLine(process);
        String agents = home.resolve("agents") + "/";
        int start = command.indexOf('\0' + LaunchScript.SHIM_NAME + '\0');
        int name = start < 0 ? -1 : command.indexOf('\0' + agents, start);
        if (name < 0) {
            return false;
        }
        name += 1 + agents.length();
        var directory = AgentDirectory.of(home, command.substring(name, command.indexOf('/', name)));
        long shim = Long.parseLong(process.getFileName().toString());
        return ProcessRecord.read(directory.processRecord())
                .filter(record -> record.stat().parent() == shim)
                .isEmpty();
    }
}
