package org.bootagent.process.supervisor.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.proc.ProcessRecord;

/**
 * Launches begun by an earlier host agent that did not live to see them. Such a process must be awaited until it has written its record, or its agent would be
 * started twice.
 */
public final class PendingLaunches {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private PendingLaunches() {}

    /** Waits until no launch of this home is in progress. The launch script takes a millisecond or two. */
    public static void awaitNone(ProcFs proc, Path home) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (anyUnderWay(proc, home) && System.nanoTime() - end < 0) {
            Thread.sleep(2);
        }
    }

    /** Returns whether there is a shim of ours whose agent is not yet on record. */
    public static boolean anyUnderWay(ProcFs proc, Path home) {
        return proc.processes().stream()
                .anyMatch(process -> agent(proc.commandLine(process), home)
                        .filter(agent -> proc.isOwn(process) && !isOnRecord(AgentDirectory.of(home, agent), process))
                        .isPresent());
    }

    /** Returns the agent of a shim; empty if this is no command of one: anybody may put its name and our paths on a command line. */
    private static Optional<String> agent(String command, Path home) {
        int start = command.indexOf('\0' + LaunchScript.SHIM_NAME + '\0');
        String agents = '\0' + home.resolve("agents").toString() + '/';
        int name = start < 0 ? -1 : command.indexOf(agents, start);
        int end = name < 0 ? -1 : command.indexOf('/', name + agents.length());
        return end < 0
                ? Optional.empty()
                : Optional.of(command.substring(name + agents.length(), end)).filter(AgentDirectory::isName);
    }

    private static boolean isOnRecord(AgentDirectory directory, Path process) {
        return ProcessRecord.read(directory.processRecord())
                .filter(record -> record.stat().parent() == ProcFs.pid(process))
                .isPresent();
    }
}
