package org.bootagent.process.supervisor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.junit.jupiter.api.Test;

/** Limits without any cgroup, as on a host where none can be created. */
class PollingTest extends HostFixture {
    private static final long MIB = 1024 * 1024;

    @Override
    protected Host newHost() {
        return new Host(home, Polling.MECHANISM);
    }

    @Test
    void killsForMemoryOfAgentAndChildrenTogether() throws Exception {
        String child = "(x=$(head -c 6000000 /dev/zero | tr '\\0' x); sleep 300; :) & ";
        run(child + child + "wait", new Limits(0, 10 * MIB));
        var killed = host.await("a", ProcessState.KILLED);
        assertThat(killed.reason()).contains("memory limit of 10 MiB", "peak ", "polling");
        assertThat(host.eventTypes()).containsExactly(Event.Type.KILLED);
    }

    @Test
    void sparesWhoStaysBelow() throws Exception {
        run("for i in 1 2 3 4 5 6 7 8; do sleep 300 & done; wait", new Limits(0, 10 * MIB));
        var status = host.status("a");
        assertThat(status.mechanism()).isEqualTo("polling");
        await().until(() ->
                ProcessHandle.of(status.pid()).orElseThrow().children().count() == 8);
        await().during(Duration.ofMillis(2500)).until(() -> host.status("a").state() == ProcessState.RUNNING);
    }

    @Test
    void killsForProcessorTime() throws Exception {
        run("while :; do :; done", new Limits(5, 0));
        assertThat(host.await("a", ProcessState.KILLED).reason()).contains("CPU limit of 5%", "over 1.0 s, polling");
    }

    @Test
    void killsForProcessesAndFindsThoseThatLeft() throws Exception {
        var pid = home.resolve("pid");
        run(
                "(setsid sh -c 'echo $$ >" + pid
                        + "; exec sleep 300' & sleep 300) & sleep 2; for i in 1 2 3 4 5 6; do sleep 300 & done; wait",
                new Limits(0, 0, 6, 0, 0));
        await().until(() -> Host.pidIn(pid).isPresent());
        long escaped = Host.pidIn(pid).orElseThrow();
        assertThat(host.lives(escaped)).isTrue();
        assertThat(host.await("a", ProcessState.KILLED).reason()).contains("limit of 6 processes");
        await().until(() -> !host.lives(escaped));
    }

    @Test
    void goesOnAfterAnAdoption() throws Exception {
        var go = home.resolve("go");
        run(
                "until test -e " + go
                        + "; do sleep 0.1; done; x=$(head -c 9000000 /dev/zero | tr '\\0' x); sleep 300; :",
                new Limits(0, 8 * MIB));
        host.restart();
        assertThat(host.status("a").mechanism()).isEqualTo("polling");
        Files.createFile(go);
        host.await("a", ProcessState.KILLED);
    }

    @Test
    void limitsWhoRanWithout() throws Exception {
        run("x=$(head -c 9000000 /dev/zero | tr '\\0' x); while :; do x=$x$x; sleep 3; done", Limits.NONE);
        host.supervisor.define(host.supervisor
                .spec("a")
                .orElseThrow()
                .withRequested(
                        AgentOptions.builder().limits(new Limits(0, 30 * MIB)).build()));
        host.supervisor.start("a");
        assertThat(host.await("a", ProcessState.KILLED).reason()).contains("memory limit of 30 MiB");
    }

    private void run(String script, Limits limits) throws JobException {
        host.run(host.shell("a", script, RestartPreset.CLASSIC)
                .withRequested(AgentOptions.builder().limits(limits).build()));
    }
}
