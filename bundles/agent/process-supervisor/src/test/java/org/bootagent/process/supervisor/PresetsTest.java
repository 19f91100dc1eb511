package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.host.ManualScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills real processes; the time between is simulated. */
class PresetsTest {
    @TempDir
    Path home;

    private final ManualScheduler time = new ManualScheduler();

    @Test
    void classicRestartsAfterThreeMinutesAndGivesUpTheFourthTime() throws Exception {
        try (var host = new Host(home, time)) {
            host.run(host.shell("a", "exec sleep 300", RestartPreset.CLASSIC));
            for (int failure = 1; failure <= 3; failure++) {
                host.kill(host.status("a").pid());
                awaitBackoff(host);
                time.pass(Duration.ofSeconds(179));
                assertThat(host.status("a").state()).isEqualTo(ProcessState.BACKOFF);
                time.pass(Duration.ofSeconds(61));
                assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
                assertThat(host.status("a").restarts()).isEqualTo(failure);
            }
            host.kill(host.status("a").pid());
            host.await("a", ProcessState.FATAL);
            assertThat(host.eventTypes())
                    .filteredOn(Event.Type.ABNORMAL_EXIT::equals)
                    .hasSize(4);
            assertThat(host.eventTypes()).endsWith(Event.Type.GAVE_UP);
            time.pass(Duration.ofDays(1));
            assertThat(host.status("a").state()).isEqualTo(ProcessState.FATAL);
            host.supervisor.start("a");
            assertThat(host.status("a").restarts()).isZero();
            host.kill(host.status("a").pid());
            awaitBackoff(host);
        }
    }

    @Test
    void sidecarRetriesThreeTimes() throws Exception {
        try (var host = new Host(home, time)) {
            host.run(host.shell("a", "exec sleep 300", RestartPreset.SIDECAR));
            for (int failure = 1; failure <= 3; failure++) {
                host.kill(host.status("a").pid());
                awaitBackoff(host);
                time.pass(Duration.ofSeconds(2));
            }
            host.kill(host.status("a").pid());
            host.await("a", ProcessState.FATAL);
        }
    }

    @Test
    void fastGivesUpAnAgentThatAlwaysFails() throws Exception {
        try (var host = new Host(home, time)) {
            host.run(host.shell("a", "exit 1", RestartPreset.FAST));
            for (int failure = 1; failure <= 9; failure++) {
                awaitBackoff(host);
                time.pass(Duration.ofSeconds(26));
            }
            host.await("a", ProcessState.FATAL);
            assertThat(host.status("a").restarts()).isEqualTo(9);
            assertThat(host.status("a").reason()).contains("exit code 1", "given up after 10 failures");
            host.restart();
            assertThat(host.status("a").state()).isEqualTo(ProcessState.FATAL);
            host.supervisor.stop("a");
            assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        }
    }

    @Test
    void aNormalExitMakesNoEvent() throws Exception {
        try (var host = new Host(home, time)) {
            host.run(host.shell("a", "exit 0", RestartPreset.CLASSIC));
            awaitBackoff(host);
            time.pass(Duration.ofSeconds(60));
            awaitBackoff(host);
            assertThat(host.status("a").restarts()).isEqualTo(1);
            assertThat(host.events).isEmpty();
        }
    }

    private void awaitBackoff(Host host) {
        host.await("a", ProcessState.BACKOFF);
        await().until(time::hasTask);
    }
}
