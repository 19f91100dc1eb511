package org.bootagent.itest.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.easyagent.testing.judge.BothReplay;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.itest.distribution.AgentProcess;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A BootAgent behind a Booter in the place of both originals: every recorded call that reached the host, in one run. */
class BothConformanceIT {
    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> answerAsTheOriginals() throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "the recorded sidecar ran as root, and so must ours");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var booter = BooterProcess.withStream("booter.easyagent/admit = none");
                var agent = new AgentProcess()) {
            agent.configure("host/serialNumber = 00000000-0000-4000-8000-000000000001");
            var replay = new BothReplay(
                    new BooterConformanceIT.Replayed(booter), new BootAgentConformanceIT.Replayed(agent), directory);
            var findings = replay.run();
            return ConformanceTests.of(End.BOTH, List.copyOf(replay.replayed()), findings);
        }
    }
}
