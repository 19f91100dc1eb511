package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.process.supervisor.host.SystemScheduler;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.bootagent.process.supervisor.limits.Polling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest extends HostFixture {
    @Test
    void startsAnAgentInItsOwnSessionWithItsOutputInAFile() throws Exception {
        var status = host.run(host.shell(
                "a", "echo $BOOTAGENT_AGENT $GREETING; pwd; echo oops >&2; exec sleep 300", RestartPreset.FAST));
        assertThat(status.state()).isEqualTo(ProcessState.RUNNING);
        assertThat(host.proc.stat(status.pid()).orElseThrow().group()).isEqualTo(status.pid());
        await().until(() -> host.log("a").equals("a hello\n" + home.toRealPath() + "\noops\n"));
        assertThat(Path.of("/proc/" + status.pid() + "/fd").toFile().list()).containsExactlyInAnyOrder("0", "1", "2");
        assertThat(Path.of("/proc/" + status.pid() + "/fd/0").toRealPath()).isEqualTo(Path.of("/dev/null"));
    }

    @Test
    void startIsRepeatable() throws Exception {
        var first = host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.supervisor.start("a");
        assertThat(host.status("a")).isEqualTo(first);
    }

    @Test
    void refusesWhatCannotBeStarted() throws Exception {
        var script = Files.writeString(home.resolve("script"), "not executable");
        refuses(List.of("/no/such/program"), ErrorCode.DOES_NOT_START, "there is no /no/such/program");
        refuses(List.of("nosuchprogram"), ErrorCode.DOES_NOT_START, "there is no nosuchprogram in " + home);
        refuses(List.of(script.toString()), ErrorCode.DOES_NOT_START, "not executable");
        refuses(null, ErrorCode.NO_COMMAND, "give a command");
        var spec = host.shell("a", "sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().workDir("nosuchdirectory").build());
        assertThatThrownBy(() -> host.run(spec)).hasMessageContaining("nosuchdirectory");
    }

    private void refuses(List<String> command, ErrorCode code, String message) throws JobException {
        host.supervisor.define(host.spec("a", command, RestartPreset.FAST, null));
        assertThatThrownBy(() -> host.supervisor.start("a"))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(wanted("a")).isFalse();
    }

    private boolean wanted(String name) {
        return host.metafile
                .read(AgentsSection.SECTION)
                .orElseThrow()
                .entry(name)
                .orElseThrow()
                .wanted();
    }

    @Test
    void anExitCodeOf127IsNoFailureToStart() throws Exception {
        host.run(host.shell("a", "exit 127", RestartPreset.FAST));
        await().until(() -> !host.events.isEmpty());
        assertThat(host.events.get(0).detail()).contains("exit code 127");
    }

    @Test
    void findsProgramsInTheRelease() throws Exception {
        var bin = Files.createDirectories(home.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("doze"), Path.of("/bin/sleep"));
        for (var program : List.of("bin/doze", "doze", "sleep")) {
            var status =
                    host.run(host.spec(program.replace('/', '-'), List.of(program, "300"), RestartPreset.FAST, null));
            assertThat(host.lives(status.pid())).isTrue();
        }
    }

    @Test
    void anAgentsEnvironmentDoesNotChangeHowItIsStarted() throws Exception {
        var environment =
                Map.of("PATH", "/usr/bin;/usr/local/bin", "LD_PRELOAD", "/no/such.so", "IFS", "a", "BASH_VERSION", "9");
        host.run(host.shell("a", "echo $PATH $LD_PRELOAD; exec /bin/sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().environment(environment).build()));
        await().until(() -> host.log("a").contains("/usr/bin;/usr/local/bin /no/such.so\n"));
    }

    @Test
    void aNewDefinitionTakesEffectAtTheNextStart() throws Exception {
        var first = host.run(host.shell("a", "echo one; exec sleep 300", RestartPreset.FAST));
        await().until(() -> host.log("a").equals("one\n"));
        host.supervisor.define(host.shell("a", "echo two; exec sleep 300", RestartPreset.FAST));
        assertThat(host.status("a").pid()).isEqualTo(first.pid());
        host.supervisor.restart("a");
        assertThat(host.lives(first.pid())).isFalse();
        await().until(() -> host.log("a").equals("one\ntwo\n"));
    }

    @Test
    void aRestartOfWhatIsGoneCountsAsAFailure() throws Exception {
        var program = home.resolve("program");
        Files.createSymbolicLink(program, Path.of("/bin/sleep"));
        var status = host.run(host.spec("a", List.of(program.toString(), "300"), RestartPreset.FAST, null));
        Files.delete(program);
        host.kill(status.pid());
        await().until(() -> host.status("a").reason().contains("there is no " + program));
        assertThat(host.status("a").state()).isIn(ProcessState.BACKOFF, ProcessState.STARTING);
        Files.createSymbolicLink(program, Path.of("/bin/sleep"));
        host.await("a", ProcessState.RUNNING);
    }

    @Test
    void settlesWhenTheAgentStaysUp() throws Exception {
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        host.supervisor.awaitUp("a", Duration.ofMillis(200), Host.job());
        var up = Duration.between(host.status("a").started(), new SystemScheduler().now());
        assertThat(up).isGreaterThanOrEqualTo(Duration.ofMillis(190));
    }

    @Test
    void saysWhyAnAgentDidNotStayUp() throws Exception {
        host.run(host.shell("a", "seq 10000; echo cannot bind port; sleep 0.2; exit 3", RestartPreset.CLASSIC));
        assertThatThrownBy(() -> host.supervisor.awaitUp("a", Duration.ofSeconds(60), Host.job()))
                .isInstanceOfSatisfying(
                        JobException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CRASHED))
                .hasMessageContaining("exit code 3")
                .hasMessageNotContaining("starts again")
                .hasMessageEndingWith("9999\n10000\ncannot bind port")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2400));
    }

    @ParameterizedTest
    @ValueSource(strings = {LimiterFactory.ANY, Polling.MECHANISM})
    void saysThatAProgramGoesIntoTheBackground(String limits) throws Exception {
        host.close();
        host = new Host(home, limits);
        for (var daemon : List.of("setsid sleep 300 & exit 0", "sleep 300 & exit 0")) {
            host.run(host.shell("a", daemon, RestartPreset.CLASSIC));
            assertThatThrownBy(() -> host.supervisor.awaitUp("a", Duration.ofSeconds(60), Host.job()))
                    .hasMessageContaining("it goes into the background; run it in the foreground");
            host.supervisor.remove("a");
        }
        host.run(host.shell("a", "exit 0", RestartPreset.CLASSIC));
        assertThatThrownBy(() -> host.supervisor.awaitUp("a", Duration.ofSeconds(60), Host.job()))
                .hasMessageContaining("exit code 0")
                .hasMessageNotContaining("background");
    }

    @Test
    void anExitThatRacesAStopLeavesNothing() throws Exception {
        host.supervisor.define(host.shell("a", "exit 1", RestartPreset.FAST));
        for (int i = 0; i < 100; i++) {
            host.supervisor.start("a");
            long pid = host.status("a").pid();
            Thread.sleep(0, i * 9999); // so that the stop meets every moment of the exit
            host.supervisor.stop("a");
            assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
            // One that was over before it was looked at has no number; group 0 is the kernel's own.
            assertThat(pid > 0 && host.groupLives(pid)).isFalse();
        }
        var log = host.log("a");
        host.supervisor.define(host.shell("a", "echo started again", RestartPreset.FAST));
        await().during(Duration.ofMillis(300)).until(() -> host.log("a").equals(log));
    }

    @Test
    void startsAndStopsHundreds() throws Exception {
        for (int i = 0; i < 300; i++) {
            host.supervisor.define(host.spec("a" + i, List.of("/bin/sleep", "300"), RestartPreset.FAST, null));
        }
        var names =
                host.supervisor.statuses().stream().map(status -> status.name()).toList();
        names.parallelStream().forEach(name -> unchecked(() -> host.supervisor.start(name)));
        var pids =
                host.supervisor.statuses().stream().map(status -> status.pid()).toList();
        assertThat(pids).hasSize(300).doesNotHaveDuplicates().allMatch(host::lives);
        names.parallelStream().forEach(name -> unchecked(() -> host.supervisor.stop(name)));
        assertThat(pids).noneMatch(host::lives);
        assertThat(host.events).isEmpty();
    }

    private interface Step {
        void run() throws JobException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (JobException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void namesMustNotLeaveTheHome() {
        for (var name : List.of("../a", "a/b", "", ".", ".hidden", "a b", "-a")) {
            var spec = new AgentSpec(name, "1", "1", home.toString(), List.of(), null, null);
            assertThatThrownBy(() -> host.supervisor.define(spec)).hasMessageContaining("name");
        }
    }
}
