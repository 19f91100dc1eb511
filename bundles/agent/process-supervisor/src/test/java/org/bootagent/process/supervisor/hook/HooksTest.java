package org.bootagent.process.supervisor.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.Hooks;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.launch.Shells;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(strings = {"/bin/dash", "/bin/bash"})
class HooksTest extends HostFixture {
    @Parameter
    String shell;

    @Override
    protected Host newHost() throws IOException {
        return new Host(home, LimiterFactory.ANY, Shells.commands(home, shell));
    }

    @Test
    void runAroundStartAndStopInTheirOrder() throws Exception {
        host.run(agent(new Hooks(
                script("echo preStart $BOOTAGENT_AGENT $PWD >>steps"),
                script("echo postStart >>steps"),
                script("kill -0 $(cat pid) && echo preStop >>steps"),
                script("kill -0 $(cat pid) || echo postStop >>steps"),
                null)));
        await().atMost(Host.PATIENCE).until(() -> steps().contains("postStart") && pid().length() > 1);
        host.supervisor.stop("a");
        assertThat(steps().lines()).containsExactly("preStart a " + home, "postStart", "preStop", "postStop");
        assertThat(host.events).isEmpty();
    }

    @Test
    void aPreStartThatFailsFailsTheStart() throws Exception {
        var failure = failure(new Hooks(script("echo no database; exit 7"), null, null, null, null));
        assertThat(failure.code()).isEqualTo(ErrorCode.DOES_NOT_START);
        assertThat(failure)
                .hasMessageContaining("hook preStart failed")
                .hasMessageContaining("exit code 7: no database");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(home.resolve("pid")).doesNotExist();
    }

    @Test
    void aPreStartThatHangsIsKilledWithItsChildren() throws Exception {
        var failure = failure(
                new Hooks(script("sleep 300 & echo $! >child; wait"), null, null, null, Duration.ofMillis(500)));
        assertThat(failure).hasMessageContaining("did not end within 0.5 s");
        long child = Host.pidIn(home.resolve("child")).orElseThrow();
        await().atMost(Host.PATIENCE).until(() -> !host.lives(child));
    }

    @Test
    void whatAHookLeavesInTheBackgroundIsReadNoFurther() throws Exception {
        host.run(agent(new Hooks(
                script("exec 3>&1; readlink /proc/self/fd/3 >stdout; yes & echo $! >child; echo done"),
                null,
                null,
                null,
                null)));
        // One of the JDK's would be read by the JDK, whose memory has no bound.
        assertThat(home.resolve("stdout")).content().contains("/agents/a/run/side-");
        long child = Host.pidIn(home.resolve("child")).orElseThrow();
        await().atMost(Host.PATIENCE).until(() -> !host.lives(child));
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
        assertThat(sidePipes()).isEmpty();
    }

    @Test
    void aHookThatFailsIsQuotedInFewWordsWhateverItLeavesInTheBackground() throws Exception {
        var failure = failure(new Hooks(script("yes yes & echo $! >child; exit 7"), null, null, null, null));
        assertThat(failure).hasMessageContaining("exit code 7");
        assertThat(failure.getMessage()).hasSizeLessThan(1024);
        long child = Host.pidIn(home.resolve("child")).orElseThrow();
        await().atMost(Host.PATIENCE).until(() -> !host.lives(child));
    }

    @Test
    void hooksRunWhereNoPipeCanBeMade() throws Exception {
        for (var mkfifo : List.of(Optional.<String>empty(), Optional.of("/bin/false"))) {
            var commands = new SideCommands(
                    home, SystemCommands.find(System.getenv()), mkfifo, Map.of("PATH", "/usr/bin:/bin"));
            var spec = agent(new Hooks(null, null, null, null, null));
            assertThat(commands.run(spec, List.of(), script("echo words"), Duration.ofSeconds(10)))
                    .isEmpty();
            assertThat(commands.run(spec, List.of(), script("echo words; exit 7"), Duration.ofSeconds(10)))
                    .contains("sh ended with exit code 7");
        }
    }

    private List<Path> sidePipes() throws Exception {
        try (var files = Files.list(home.resolve("agents/a/run"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("side-"))
                    .toList();
        }
    }

    @Test
    void otherHooksThatFailAreReportedOnly() throws Exception {
        host.run(agent(
                new Hooks(null, script("exit 3"), List.of("bin/nosuch"), script("sleep 300"), Duration.ofMillis(500))));
        await().atMost(Host.PATIENCE).until(() -> !host.events.isEmpty());
        host.supervisor.stop("a");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(host.eventTypes()).containsOnly(Event.Type.HOOK_FAILED);
        assertThat(host.events.stream().map(Host.Published::detail))
                .satisfiesExactly(
                        first -> assertThat(first).contains("postStart failed").contains("exit code 3"),
                        second -> assertThat(second).contains("preStop failed").contains("bin/nosuch"),
                        third -> assertThat(third).contains("postStop failed").contains("did not end"));
    }

    @Test
    void aStopBreaksOffARestartWhosePreStartHangs() throws Exception {
        var spec = agent(new Hooks(
                script("test -e stay && { sleep 300 & echo $! >child; wait; }; true"),
                null,
                null,
                null,
                Duration.ofMinutes(5)));
        var first = host.run(spec);
        Files.writeString(home.resolve("stay"), "");
        host.kill(first.pid());
        host.await("a", ProcessState.STARTING);
        await().atMost(Host.PATIENCE)
                .until(() -> Files.exists(home.resolve("child"))
                        && Host.pidIn(home.resolve("child")).isPresent());
        // A hanging hook blocks no other, however many there are.
        host.run(host.shell("b", "exec sleep 300", RestartPreset.FAST));
        host.supervisor.stop("a");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        long child = Host.pidIn(home.resolve("child")).orElseThrow();
        await().atMost(Host.PATIENCE).until(() -> !host.lives(child));
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
    }

    private JobException failure(Hooks hooks) throws JobException {
        host.supervisor.define(agent(hooks));
        return catchThrowableOfType(JobException.class, () -> host.supervisor.start("a"));
    }

    private AgentSpec agent(Hooks hooks) {
        return host.shell("a", "echo $$ >pid; exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().hooks(hooks).build());
    }

    private static List<String> script(String script) {
        return List.of("sh", "-c", script);
    }

    private String steps() throws Exception {
        return Files.exists(home.resolve("steps")) ? Files.readString(home.resolve("steps")) : "";
    }

    private String pid() throws Exception {
        return Files.exists(home.resolve("pid")) ? Files.readString(home.resolve("pid")) : "";
    }
}
