package org.bootagent.itest.conformance;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.judge.BooterReplay;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Booter in place of the original server: every recorded call and every recorded message of a sidecar, in one run. */
class BooterConformanceIT {
    @TestFactory
    Stream<DynamicTest> answersAsTheOriginalServer() throws IOException {
        try (var booter = BooterProcess.withStream("booter.easyagent/admit = none")) {
            var replay = new BooterReplay(new Replayed(booter));
            var findings = replay.run();
            return ConformanceTests.of(End.BOOTER, replayed(replay), findings);
        }
    }

    private static List<String> replayed(BooterReplay replay) {
        return Fixtures.load().names().stream()
                .filter(replay.replayed()::contains)
                .toList();
    }

    record Replayed(BooterProcess booter) implements BooterReplay.Booter {
        @Override
        public int streamPort() {
            return booter.streamPort();
        }

        @Override
        public String url() {
            return booter.url();
        }

        @Override
        public int connected() {
            return booter.client()
                    .get("/api/v1/sys/rpc-server")
                    .at("/data/connected")
                    .asInt(-1);
        }

        @Override
        public void kill() {
            booter.program().kill();
        }

        @Override
        public void start() {
            booter.run();
        }
    }
}
