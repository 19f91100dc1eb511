package org.bootagent.process.supervisor.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.Hooks;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.process.Script;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.proc.ProcFs;
import org.bootagent.process.supervisor.script.Scripts;
import org.bootagent.testing.FakeContext;
import org.bootagent.testing.FakeOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Without cgroups, processes forked away by an agent still end with it. */
@Timeout(300)
class MarkedProcessesTest extends HostFixture {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<Process> others = new ArrayList<>();

    @Override
    protected Host newHost() {
        return new Host(home, Polling.MECHANISM);
    }

    @AfterEach
    void stop() {
        others.forEach(Process::destroyForcibly);
    }

    /** Returns an agent whose child leaves session and group, and has a child; then all of them write their pids. */
    private AgentSpec agent(String end) {
        return host.shell(
                "a", "setsid sh -c 'echo $$ >away; sleep 31112 & echo $! >child; wait' & " + end, RestartPreset.FAST);
    }

    private long pid(String file) {
        await().atMost(PATIENCE)
                .until(() ->
                        host.unchecked(() -> Host.pidIn(home.resolve(file))).isPresent());
        return host.unchecked(() -> Host.pidIn(home.resolve(file))).orElseThrow();
    }

    private List<Long> run(String end) throws JobException {
        host.run(agent(end));
        return List.of(pid("away"), pid("child"));
    }

    @Test
    void aStopEndsWhatHasLeft() throws Exception {
        var away = run("wait");
        assertThat(away).allMatch(host::lives);
        host.supervisor.stop("a");
        assertThat(away).noneMatch(host::lives);
        assertThat(host.supervisor.left("a")).isEmpty();
    }

    @Test
    void aStopEndsWhatHasLeftAndClearedItsEnvironmentWhileItsParentIsThere() throws Exception {
        host.run(host.shell(
                "a", "setsid env -i /bin/sh -c 'echo $$ >away; exec sleep 31112' & wait", RestartPreset.FAST));
        long away = pid("away");
        host.supervisor.stop("a");
        assertThat(host.lives(away)).isFalse();
    }

    @Test
    void aStopEndsWhatHasLeftAndClearedItsEnvironmentAndLostItsParent() throws Exception {
        host.run(host.shell(
                "a",
                "(setsid env -i /bin/sh -c 'echo $$ >away; exec sleep 31112' &); until [ -e away ]; do sleep 0.02; done; wait; exec sleep 600",
                RestartPreset.FAST));
        long away = pid("away");
        long group = host.status("a").pid();
        await().atMost(PATIENCE)
                .until(() -> host.proc
                        .stat(host.proc.stat(away).orElseThrow().parent())
                        .filter(parent -> parent.group() == group)
                        .isEmpty());
        host.supervisor.stop("a");
        assertThat(host.lives(away)).isFalse();
    }

    @Test
    void aStopEndsWhatKeepsTheLogUnderAnotherDescriptor() throws Exception {
        host.run(host.shell(
                "a",
                "(setsid env -i /bin/sh -c 'exec 7>&1 >/dev/null 2>&1; echo $$ >away; exec sleep 31112' &); exec sleep 600",
                RestartPreset.FAST));
        long away = pid("away");
        host.supervisor.stop("a");
        assertThat(host.lives(away)).isFalse();
    }

    @Test
    void aStopEndsWhatAHookHasLeftThatKeepsTheHooksOutput() throws Exception {
        var hook =
                List.of("/bin/sh", "-c", "(setsid env -i /bin/sh -c 'echo $$ >away; exec sleep 31112' &); sleep 0.1");
        host.run(host.shell("a", "exec sleep 600", RestartPreset.FAST)
                .withRequested(AgentOptions.builder()
                        .hooks(new Hooks(hook, null, null, null, null))
                        .build()));
        long away = pid("away");
        host.supervisor.stop("a");
        assertThat(host.lives(away)).isFalse();
    }

    /** As a tool that rotates logs does. */
    @Test
    void whoeverTruncatesAnAgentsLogIsNotTheAgents() throws Exception {
        run("wait");
        var log = AgentDirectory.of(home, "a").log();
        var other = new ProcessBuilder("setsid", "sh", "-c", "(exec 7<>" + log + " sleep 31116 &)").start();
        other.waitFor();
        await().atMost(PATIENCE)
                .until(() -> ProcessHandle.allProcesses()
                        .anyMatch(process -> host.proc
                                .commandLine(Path.of("/proc/" + process.pid()))
                                .equals("sleep\00031116\0")));
        var truncating = ProcessHandle.allProcesses()
                .filter(process ->
                        host.proc.commandLine(Path.of("/proc/" + process.pid())).equals("sleep\00031116\0"))
                .findFirst()
                .orElseThrow();
        try {
            host.supervisor.stop("a");
            assertThat(host.lives(truncating.pid())).isTrue();
        } finally {
            truncating.destroyForcibly();
        }
    }

    @Test
    void whoeverReadsAnAgentsLogIsNotTheAgents() throws Exception {
        run("wait");
        var reader = new ProcessBuilder("sleep", "31115")
                .redirectInput(AgentDirectory.of(home, "a").log().toFile())
                .start();
        others.add(reader);
        host.supervisor.stop("a");
        assertThat(reader.isAlive()).isTrue();
        assertThat(host.supervisor.left("a")).isEmpty();
    }

    @Test
    void anEndIsNoReasonToHaveOneMoreCopy() throws Exception {
        var away = run("until [ -e child ] && [ -e go ]; do sleep 0.02; done; exit 1");
        Files.createFile(home.resolve("go"));
        await().atMost(PATIENCE).until(() -> away.stream().noneMatch(host::lives));
    }

    @Test
    void whatEndedMeanwhileLeavesNothing() throws Exception {
        var away = run("wait");
        host.leave();
        host.kill(host.status("a").pid());
        assertThat(away).allMatch(host::lives);
        Files.delete(AgentDirectory.of(home, "a").processRecord());
        host.comeBack();
        assertThat(away).noneMatch(host::lives);
    }

    @Test
    void whatAnAdoptedAgentHasIsLeftToIt() throws Exception {
        var away = run("wait");
        host.restart();
        assertThat(away).allMatch(host::lives);
        host.supervisor.remove("a");
        assertThat(away).noneMatch(host::lives);
    }

    @Test
    void anotherHomesAgentOfThatNameIsAnother() throws Exception {
        run("wait");
        var other = start(List.of(), "/elsewhere/agents/a/data");
        host.supervisor.stop("a");
        assertThat(other.isAlive()).isTrue();
        assertThat(host.supervisor.left("a")).isEmpty();
    }

    @Test
    void whatAnotherUserMarksIsToldOfAndNotEnded() throws Exception {
        assumeTrue(CurrentUser.isRoot());
        run("wait");
        var forged = start(
                List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"),
                AgentDirectory.of(home, "a").data().toString());
        await().atMost(PATIENCE)
                .until(() -> ProcFs.owner(Path.of("/proc/" + forged.pid())).equals(Optional.of("65534")));
        host.supervisor.stop("a");
        assertThat(forged.isAlive()).isTrue();
        assertThat(host.supervisor.left("a")).containsExactly("sleep 31113 (pid " + forged.pid() + ")");
    }

    @Test
    void aUsersAgentIsEndedWithWhatItHasForkedAway() throws Exception {
        assumeTrue(CurrentUser.isRoot());
        host.exec("chmod", "711", home.toString());
        host.run(host.shell(
                        "a",
                        "cd $BOOTAGENT_DATA; setsid sh -c 'echo $$ >away; exec sleep 31112' & wait",
                        RestartPreset.FAST)
                .withRequested(AgentOptions.builder().user("nobody").build()));
        long away = pid("agents/a/data/away");
        host.supervisor.stop("a");
        assertThat(host.lives(away)).isFalse();
    }

    @Test
    void whatAScriptHasLeftIsNotTheAgents() throws Exception {
        run("wait");
        var scripts = new Scripts(
                home, SystemCommands.find(System.getenv()), host.proc, host.environment, Duration.ofSeconds(10));
        var script = new Script("setsid sleep 31114 & echo $! >of-script", null, null, agent(""), null);
        scripts.run("1", script, new FakeOutput(), FakeContext.first());
        long daemon = pid("of-script");
        try {
            host.supervisor.stop("a");
            assertThat(host.lives(daemon)).isTrue();
        } finally {
            host.kill(daemon);
        }
    }

    private Process start(List<String> before, String data) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(List.of("sleep", "31113"));
        var builder = new ProcessBuilder(command);
        builder.environment().putAll(Map.of("BOOTAGENT_AGENT", "a", "BOOTAGENT_DATA", data));
        var process = builder.start();
        others.add(process);
        return process;
    }
}
