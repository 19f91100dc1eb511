package org.bootagent.itest.conformance;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bootagent.easyagent.testing.judge.Finding.End;
import org.bootagent.easyagent.testing.judge.PublisherReplay;
import org.bootagent.itest.distribution.BooterProcess;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Messages that Booter sends unasked in the original server's format: callbacks, posts and documents. */
class PublisherConformanceIT {
    @TestFactory
    Stream<DynamicTest> sendsWhatTheOriginalServerSent() throws IOException, InterruptedException {
        try (var replay = new PublisherReplay();
                var booter = BooterProcess.withStream(replay.settings())) {
            var findings = replay.run(booter.url(), booter.streamPort());
            return ConformanceTests.of(End.PUBLISHER, List.copyOf(replay.replayed()), findings);
        }
    }
}
