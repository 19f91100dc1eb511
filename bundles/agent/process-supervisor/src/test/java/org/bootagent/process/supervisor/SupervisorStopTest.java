package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.junit.jupiter.api.Test;

/** Stopping agents in any state. */
class SupervisorStopTest extends HostFixture {
    @Test
    void stopsTheWholeTree() throws Exception {
        var status = host.run(host.shell("a", "(sleep 300 & sleep 300) & sleep 300 & wait", RestartPreset.FAST));
        await().until(() ->
                ProcessHandle.of(status.pid()).orElseThrow().descendants().count() == 3);
        host.supervisor.stop("a");
        assertThat(host.groupLives(status.pid())).isFalse();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(host.status("a").pid()).isZero();
        assertThat(host.events).isEmpty();
    }

    @Test
    void waitsForChildrenThatOutliveTheirParent() throws Exception {
        var status = host.run(host.shell(
                "a",
                "(trap 'sleep 0.3; echo tidied; exit' TERM; while :; do sleep 0.05; done) & exec sleep 300",
                RestartPreset.FAST));
        await().until(() ->
                ProcessHandle.of(status.pid()).orElseThrow().descendants().count() >= 1);
        host.supervisor.stop("a");
        assertThat(host.groupLives(status.pid())).isFalse();
        assertThat(host.log("a")).contains("tidied");
    }

    @Test
    void killsAfterTheGracePeriod() throws Exception {
        var status = host.run(host.spec(
                "a",
                List.of("/bin/sh", "-c", "trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done"),
                RestartPreset.FAST,
                Duration.ofMillis(300)));
        await().until(() -> host.log("a").contains("up"));
        host.supervisor.stop("a");
        assertThat(host.log("a")).contains("asked");
        assertThat(host.groupLives(status.pid())).isFalse();
    }

    @Test
    void anInterruptEndsTheGracePeriodOfAStop() throws Exception {
        var status = host.run(host.spec(
                "a",
                List.of("/bin/sh", "-c", "trap 'echo asked' TERM; echo up; while :; do sleep 0.05; done"),
                RestartPreset.FAST,
                Duration.ofHours(1)));
        await().until(() -> host.log("a").contains("up"));
        Thread.currentThread().interrupt();
        host.supervisor.stop("a");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(host.groupLives(status.pid())).isFalse();
    }

    @Test
    void restartsUnderFastWhenKilled() throws Exception {
        var first = host.run(host.shell("a", "sleep 301 & exec sleep 300", RestartPreset.FAST));
        await().until(() ->
                ProcessHandle.of(first.pid()).orElseThrow().descendants().count() == 1);
        host.kill(first.pid());
        await().until(() -> host.status("a").pid() != 0 && host.status("a").pid() != first.pid());
        var second = host.status("a");
        assertThat(second.restarts()).isEqualTo(1);
        assertThat(host.groupLives(first.pid())).isFalse();
        assertThat(host.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.ABNORMAL_EXIT);
            assertThat(event.detail()).contains("signal 9 (KILL)");
        });
    }

    @Test
    void stopsAnAgentThatWaitsForItsRestart() throws Exception {
        var status = host.run(host.shell("a", "exec sleep 300", RestartPreset.SIDECAR));
        host.kill(status.pid());
        host.await("a", ProcessState.BACKOFF);
        host.supervisor.stop("a");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        host.supervisor.start("a");
        assertThat(host.status("a").restarts()).isZero();
    }

    @Test
    void removesAnAgentThatWaitsForItsRestart() throws Exception {
        var status = host.run(host.shell("a", "exec sleep 300", RestartPreset.SIDECAR));
        host.kill(status.pid());
        host.await("a", ProcessState.BACKOFF);
        host.supervisor.remove("a");
        host.supervisor.remove("a");
        assertThat(host.supervisor.statuses()).isEmpty();
        assertThat(host.metafile.read(AgentsSection.SECTION).orElseThrow().agents())
                .isEmpty();
        assertThatThrownBy(() -> host.supervisor.start("a")).hasMessageContaining("No agent a");
    }
}
