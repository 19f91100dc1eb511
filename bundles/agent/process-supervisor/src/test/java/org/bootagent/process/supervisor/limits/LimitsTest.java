package org.bootagent.process.supervisor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.host.SystemScheduler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uses this host's own cgroups; skipped where none are usable. */
class LimitsTest extends HostFixture {
    private static final long MIB = 1024 * 1024;
    /** A program that takes more memory than it may, on request. */
    private static final String GREEDY =
            "until test -e \"$0\"; do sleep 0.05; done; x=0123456789abcdef; while :; do x=$x$x; done";

    @BeforeEach
    void needCgroups() {
        assumeTrue(CurrentUser.isRoot(), "only root can");
        assumeTrue(host.limiter.adopt("a", new Limits(1, 1)).mechanism().startsWith("cgroup"), "no cgroups here");
    }

    @Test
    void theAgentIsInsideFromItsFirstInstruction() throws Exception {
        var status = host.run(limited("a", "cat /proc/self/cgroup; exec sleep 300", RestartPreset.FAST));
        var inside = host.limiter.adopt("a", Limits.NONE).joinFiles();
        assertThat(inside)
                .isNotEmpty()
                .allSatisfy(procs -> assertThat(Files.readAllLines(procs)).contains(Long.toString(status.pid())));
        await().until(() -> host.log("a").contains("/bootagent-"));
        host.supervisor.stop("a");
        assertThat(inside).noneMatch(procs -> Files.exists(procs.getParent()));
    }

    @Test
    void aKillForMemoryIsToldApart() throws Exception {
        var go = home.resolve("go");
        host.run(limited("a", GREEDY.replace("$0", go.toString()), RestartPreset.CLASSIC));
        Files.createFile(go);
        var killed = host.await("a", ProcessState.KILLED);
        assertThat(killed.reason()).contains("memory limit of 20 MiB", "peak ", "cgroup-v");
        assertThat(host.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.KILLED);
            assertThat(event.detail()).isEqualTo(killed.reason());
        });
        Files.delete(go);
        host.supervisor.start("a");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void fastStartsAKilledAgentAgain() throws Exception {
        var go = home.resolve("go");
        host.run(limited("a", GREEDY.replace("$0", go.toString()), RestartPreset.FAST));
        Files.createFile(go);
        await().until(() -> !host.events.isEmpty());
        Files.delete(go);
        assertThat(host.events.get(0).type()).isEqualTo(Event.Type.KILLED);
        assertThat(host.events.get(0).detail()).endsWith("; starts again 0.1 s later");
        host.await("a", ProcessState.RUNNING);
        assertThat(host.status("a").restarts()).isPositive();
    }

    @Test
    void anyOtherKillIsAnAbnormalExit() throws Exception {
        var status = host.run(limited("a", "exec sleep 300", RestartPreset.SIDECAR));
        host.kill(status.pid());
        host.await("a", ProcessState.BACKOFF);
        assertThat(host.eventTypes()).containsExactly(Event.Type.ABNORMAL_EXIT);
    }

    @Test
    void aKillForMemoryIsSeenAfterAnAdoption() throws Exception {
        var go = home.resolve("go");
        var before = host.run(limited("a", GREEDY.replace("$0", go.toString()), RestartPreset.CLASSIC));
        host.restart();
        assertThat(host.status("a").pid()).isEqualTo(before.pid());
        Files.createFile(go);
        host.await("a", ProcessState.KILLED);
    }

    @Test
    void aTenthOfACoreIsATenthOfACore() throws Exception {
        var status = host.run(limited("a", "while :; do :; done", RestartPreset.FAST));
        var handle = ProcessHandle.of(status.pid()).orElseThrow();
        await().pollInterval(Duration.ofMillis(100))
                .atMost(Host.PATIENCE)
                .until(() -> cpu(handle).compareTo(Duration.ofMillis(200)) > 0);
        var lived = Duration.between(status.started(), new SystemScheduler().now());
        assertThat(cpu(handle)).isLessThan(lived.dividedBy(5));
    }

    private static Duration cpu(ProcessHandle handle) {
        return handle.info().totalCpuDuration().orElseThrow();
    }

    @Test
    void escapedChildrenDieWithTheAgent() throws Exception {
        var pid = home.resolve("pid");
        host.run(limited(
                "a", "setsid sh -c 'echo $$ >" + pid + "; exec sleep 300' & exec sleep 300", RestartPreset.FAST));
        await().until(() -> Host.pidIn(pid).isPresent());
        long escaped = Host.pidIn(pid).orElseThrow();
        assertThat(host.proc.stat(escaped).orElseThrow().group()).isEqualTo(escaped);
        host.supervisor.stop("a");
        assertThat(host.lives(escaped)).isFalse();
    }

    @Test
    void changesTheLimitsOfARunningAgent() throws Exception {
        var status = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        assertThat(status.mechanism()).isEmpty();
        var limits = new Limits(25, 30 * MIB, 20, 64, 7);
        host.supervisor.define(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().limits(limits).build()));
        host.supervisor.start("a");
        var changed = host.status("a");
        assertThat(changed.pid()).isEqualTo(status.pid());
        assertThat(changed.limits()).isEqualTo(limits);
        assertThat(changed.mechanism()).startsWith("cgroup-v");
        assertThat(host.limiter.adopt("a", Limits.NONE).joinFiles())
                .allSatisfy(procs -> assertThat(Files.readAllLines(procs)).contains(Long.toString(status.pid())));
        assertThat(host.proc.nice(status.pid())).isEqualTo(7);
        assertThat(Files.readString(Path.of("/proc/" + status.pid() + "/limits")))
                .containsPattern("Max open files +64 +64 ");
    }

    @Test
    void doesNotTakeMemoryThatIsInUse() throws Exception {
        var status = host.run(limited(
                "a", "x=$(head -c 5000000 /dev/zero | tr '\\0' x); echo full; sleep 300; :", RestartPreset.FAST));
        await().until(() -> host.log("a").contains("full"));
        host.supervisor.define(host.supervisor
                .spec("a")
                .orElseThrow()
                .withRequested(
                        AgentOptions.builder().limits(new Limits(10, MIB)).build()));
        assertThatThrownBy(() -> host.supervisor.start("a"))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD))
                .hasMessageContaining("less than agent a has now");
        assertThat(host.status("a").pid()).isEqualTo(status.pid());
        assertThat(host.status("a").limits().memoryBytes()).isEqualTo(20 * MIB);
    }

    /** A cgroup of version 1 does not count earlier memory. */
    @Test
    void doesNotTakeMemoryThatWasInUseBeforeItWasLimited() throws Exception {
        var status = host.run(host.shell(
                "a", "x=$(head -c 5000000 /dev/zero | tr '\\0' x); echo full; sleep 300; :", RestartPreset.FAST));
        await().until(() -> host.log("a").contains("full"));
        host.supervisor.define(host.supervisor
                .spec("a")
                .orElseThrow()
                .withRequested(AgentOptions.builder().limits(new Limits(0, MIB)).build()));
        assertThatThrownBy(() -> host.supervisor.start("a"))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FIELD))
                .hasMessageContaining("less than agent a has now");
        assertThat(host.status("a").pid()).isEqualTo(status.pid());
        assertThat(host.status("a").limits().memoryBytes()).isZero();
    }

    @Test
    void startsWithItsFilesAndNiceness() throws Exception {
        var status = host.run(host.shell("a", "ulimit -n; ulimit -Hn; exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder()
                        .limits(new Limits(0, 0, 0, 128, -3))
                        .build()));
        await().until(() -> host.log("a").equals("128\n128\n"));
        assertThat(host.proc.nice(status.pid())).isEqualTo(-3);
        assertThat(host.proc.nice(host.shim("a"))).isZero();
    }

    @Test
    void refusesAFork() throws Exception {
        host.run(host.shell("a", "(sleep 300 & sleep 300 & sleep 300 & wait) 2>&1; exec sleep 300", RestartPreset.FAST)
                .withRequested(
                        AgentOptions.builder().limits(new Limits(0, 0, 3, 0, 0)).build()));
        await().until(() -> host.log("a").contains("fork"));
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void adoptsWithTheLimits() throws Exception {
        var before = host.run(limited("a", "exec sleep 300", RestartPreset.FAST));
        host.restart();
        assertThat(host.status("a").limits()).isEqualTo(before.limits());
        assertThat(host.status("a").mechanism()).isEqualTo(before.mechanism());
    }

    private AgentSpec limited(String name, String script, RestartPreset restart) {
        return host.shell(name, script, restart)
                .withRequested(
                        AgentOptions.builder().limits(new Limits(10, 20 * MIB)).build());
    }
}
