package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.api.host.ProcessStat;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.launch.AgentEnvironment;
import org.bootagent.process.supervisor.launch.LaunchScript;
import org.bootagent.process.supervisor.launch.PendingLaunches;
import org.bootagent.process.supervisor.limits.Polling;
import org.bootagent.process.supervisor.proc.ProcessGroup;
import org.bootagent.process.supervisor.proc.ProcessRecord;
import org.bootagent.process.supervisor.proc.Signals;
import org.bootagent.process.supervisor.state.HaltReason;
import org.junit.jupiter.api.Test;

class AdoptionTest extends HostFixture {
    @Test
    void adoptsWhatStillRuns() throws Exception {
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.restart();
        var after = host.status("a");
        assertThat(after.pid()).isEqualTo(before.pid());
        assertThat(after.state()).isEqualTo(ProcessState.RUNNING);
        assertThat(after.started())
                .isBetween(before.started().minusSeconds(1), before.started().plusSeconds(1));
        host.supervisor.stop("a");
        assertThat(host.lives(before.pid())).isFalse();
    }

    @Test
    void seesTheEndOfAnAdoptedAgent() throws Exception {
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.restart();
        host.kill(before.pid());
        await().atMost(Host.PATIENCE)
                .until(() -> host.status("a").pid() != 0 && host.status("a").pid() != before.pid());
        assertThat(host.events)
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).contains("signal 9 (KILL)"));
    }

    @Test
    void startsWhatEndedMeanwhile() throws Exception {
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.CLASSIC));
        host.kill(before.pid());
        host.await("a", ProcessState.BACKOFF);
        host.restart();
        assertThat(host.await("a", ProcessState.RUNNING).pid()).isNotEqualTo(before.pid());
    }

    @Test
    void finishesAStopThatWasBegun() throws Exception {
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.metafile.commit(edit -> edit.put(
                AgentsSection.SECTION,
                AgentsSection.EMPTY.with(
                        new AgentEntry(host.supervisor.spec("a").orElseThrow(), false))));
        host.restart();
        host.await("a", ProcessState.STOPPED);
        assertThat(host.lives(before.pid())).isFalse();
    }

    @Test
    void neverTouchesAProcessThatHasTheAgentsOldPid() throws Exception {
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.SIDECAR));
        var record = Files.readString(AgentDirectory.of(home, "a").processRecord());
        host.supervisor.stop("a");
        var innocent = new ProcessBuilder("setsid", "sleep", "300").start();
        try {
            await().until(() -> host.proc.stat(innocent.pid()).orElseThrow().group() == innocent.pid());
            var file = AgentDirectory.of(home, "a").processRecord();
            var forged = record.replace(" " + before.pid() + " ", " " + innocent.pid() + " ");
            assertThat(ProcessRecord.read(Files.writeString(file, forged))
                            .orElseThrow()
                            .stat()
                            .pid())
                    .isEqualTo(innocent.pid());
            host.restart();
            host.supervisor.start("a");
            assertThat(host.status("a").pid()).isNotEqualTo(innocent.pid());
            host.leave();
            host.kill(host.status("a").pid());
            Files.writeString(file, forged);
            host.comeBack();
            host.await("a", ProcessState.BACKOFF);
            host.supervisor.stop("a");
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void neverTouchesAProcessOfAnotherBoot() throws Exception {
        host.close();
        host = new Host(home, Polling.MECHANISM);
        var before = host.run(host.shell("a", "exec sleep 300", RestartPreset.CLASSIC));
        var innocent = new ProcessBuilder("setsid", "sleep", "300").start();
        try {
            await().until(() -> host.proc.stat(innocent.pid()).orElseThrow().group() == innocent.pid());
            host.leave();
            host.kill(before.pid());
            var stat = Files.readString(Path.of("/proc/" + innocent.pid() + "/stat"));
            var file = AgentDirectory.of(home, "a").processRecord();
            Files.writeString(file, "00000000-0000-0000-0000-000000000000 " + stat);
            assertThat(ProcessRecord.read(file).orElseThrow().stat().pid()).isEqualTo(innocent.pid());
            host.comeBack();
            assertThat(host.await("a", ProcessState.RUNNING).pid()).isNotEqualTo(innocent.pid());
            assertThat(innocent.isAlive()).isTrue();
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void aBrokenRecordIsNoProcess() throws Exception {
        var file = AgentDirectory.of(home, "a").processRecord();
        Files.createDirectories(file.getParent());
        for (var broken : List.of("", "x", "boot 1 (sh) S", "boot x (sh) S 1 1 1", "\0\0\0")) {
            assertThat(ProcessRecord.read(Files.writeString(file, broken))).isEmpty();
        }
    }

    @Test
    void waitsForALaunchThatIsUnderWay() throws Exception {
        var directory = AgentDirectory.of(home, "a");
        directory.create(null);
        var launch = new ProcessBuilder(
                        "sh",
                        "-c",
                        "sleep 0.5; (read -r stat </proc/self/stat; echo $0 $stat >\"$1.new\"); mv \"$1.new\" \"$1\"; exec sleep 300",
                        LaunchScript.SHIM_NAME,
                        directory.processRecord().toString())
                .start();
        try {
            PendingLaunches.awaitNone(host.proc, home);
            assertThat(ProcessRecord.read(directory.processRecord())
                            .orElseThrow()
                            .stat()
                            .parent())
                    .isEqualTo(launch.pid());
        } finally {
            launch.destroyForcibly();
        }
    }

    @Test
    void aCommandLineThatMerelyLooksLikeALaunchStopsNobody() throws Exception {
        for (var words : List.of("x", "x/", "../x/run", "", "/run/exit")) {
            var forger = forge(List.of(), words);
            try {
                assertThat(PendingLaunches.anyUnderWay(host.proc, home)).isEqualTo(words.equals("x/"));
                host.supervisor.define(host.shell("a", "exec sleep 300", RestartPreset.FAST));
                host.restart();
            } finally {
                forger.destroyForcibly();
            }
        }
    }

    @Test
    void aLaunchThatAnotherUserForgesIsNotWaitedFor() throws Exception {
        assumeTrue(CurrentUser.isRoot());
        var asNobody = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--");
        var forger = forge(asNobody, "x/run/exit");
        try {
            assertThat(PendingLaunches.anyUnderWay(host.proc, home)).isFalse();
        } finally {
            forger.destroyForcibly();
        }
    }

    private Process forge(List<String> before, String path) throws Exception {
        var command = new ArrayList<>(before);
        command.addAll(List.of("sh", "-c", "read -r line", LaunchScript.SHIM_NAME, home + "/agents/" + path));
        var forger = new ProcessBuilder(command).start();
        await().until(() -> host.proc
                .commandLine(Path.of("/proc/" + forger.pid()))
                .startsWith("sh\0-c\0read -r line\0" + LaunchScript.SHIM_NAME));
        return forger;
    }

    @Test
    void leavesAloneWhatWasGivenUpUntilItIsStarted() throws Exception {
        var given = new HaltReason(ProcessState.FATAL, "given up");
        var entry = new AgentEntry(host.shell("a", "exit 1", RestartPreset.FAST), true, given);
        host.metafile.commit(edit -> edit.put(AgentsSection.SECTION, AgentsSection.EMPTY.with(entry)));
        host.restart();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.FATAL);
        assertThat(host.status("a").reason()).isEqualTo("given up");
        host.supervisor.define(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.restart();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.FATAL);
        host.supervisor.start("a");
        host.leave();
        host.kill(host.status("a").pid());
        host.comeBack();
        host.await("a", ProcessState.RUNNING);
    }

    @Test
    void whatWasKilledForItsMemoryStaysKilled() throws Exception {
        host.close();
        host = new Host(home, Polling.MECHANISM);
        var spec = host.shell("a", "x=$(head -c 9000000 /dev/zero | tr '\\0' x); sleep 300; :", RestartPreset.CLASSIC);
        host.run(spec.withRequested(
                AgentOptions.builder().limits(Limits.parse(null, "6M")).build()));
        host.await("a", ProcessState.KILLED);
        host.restart();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.KILLED);
        host.supervisor.stop("a");
        host.restart();
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void neverKillsAGroupThatMerelyHasTheNumberOfAnOldOne() throws Exception {
        var before = host.run(host.shell("a", "sleep 300 & exec sleep 300", RestartPreset.CLASSIC));
        var record =
                ProcessRecord.read(AgentDirectory.of(home, "a").processRecord()).orElseThrow();
        host.kill(before.pid());
        host.await("a", ProcessState.BACKOFF);
        var innocent = new ProcessBuilder("setsid", "sh", "-c", "(sleep 300) & exit").start();
        innocent.waitFor();
        long stranger = innocent.pid();
        try {
            await().until(() -> host.groupLives(stranger));
            var reused = new ProcessRecord(
                    record.bootId(), new ProcessStat(stranger, false, 1, stranger, stranger, 0, 0, 1, 1, 0));
            var group = new ProcessGroup(reused, false, AgentEnvironment.mark("a"), new Signals("sh"), host.proc);
            assertThat(group.signal("KILL")).isFalse();
            assertThat(host.groupLives(stranger)).isTrue();
        } finally {
            host.exec("kill", "-s", "KILL", "--", "-" + stranger);
        }
    }
}
