package org.bootagent.itest.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.easyagent.testing.judge.BootAgentReplay;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.itest.distribution.AgentProcess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** BootAgent in place of the original sidecar: every recorded command, in one run. */
class BootAgentConformanceIT {
    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> answersAsTheOriginalSidecar() throws IOException {
        assumeTrue(
                "root".equals(System.getProperty("user.name")), "the recorded sidecar ran as root, and so must ours");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var agent = new AgentProcess()) {
            agent.configure(
                    "host/serialNumber = 00000000-0000-4000-8000-000000000001",
                    "transport.grpc/monitorIntervalSeconds = 1",
                    "transport.grpc/callBack = CallBack=aHR0cDovL2xvY2FsaG9zdC9kb25l&ClusterId=1");
            var replay = new BootAgentReplay(new Replayed(agent), directory);
            var findings = replay.run();
            return ConformanceTests.of(End.BOOTAGENT, List.copyOf(replay.replayed()), findings);
        }
    }

    record Replayed(AgentProcess agent) implements BootAgentReplay.BootAgent {
        @Override
        public void start(String server, String target) {
            if (agent.program() == null) {
                agent.configure("job.rest/target = " + target);
            }
            agent.run("--transport", "grpc", "-S", server);
        }

        @Override
        public Path home() {
            return agent.home();
        }

        @Override
        public void kill() {
            agent.kill();
        }

        @Override
        public void terminate() {
            agent.terminate();
        }
    }
}
