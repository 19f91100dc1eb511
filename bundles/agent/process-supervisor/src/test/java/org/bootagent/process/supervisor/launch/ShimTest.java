package org.bootagent.process.supervisor.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.bootagent.process.supervisor.host.AgentDirectory;
import org.bootagent.process.supervisor.host.SystemCommands;
import org.bootagent.process.supervisor.limits.LimiterFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The shell between us and an agent, whose record outlives us. */
@ParameterizedClass
@ValueSource(strings = {"/bin/dash", "/bin/bash"})
class ShimTest extends HostFixture {
    @Parameter
    String shell;

    private static final String UNTIL_TOLD = "until test -e \"$GO\"; do sleep 0.02; done; ";

    private Path go;

    @Override
    protected Host newHost() throws IOException {
        return new Host(home, LimiterFactory.ANY, Shells.commands(home, shell));
    }

    @BeforeEach
    void makeGo() {
        go = home.resolve("go");
    }

    private String whenTold(String script) {
        return UNTIL_TOLD.replace("$GO", go.toString()) + script;
    }

    @Test
    void hasASessionOfItsOwnAsTheAgentHas() {
        var agent = host.proc.stat(run("exec sleep 300")).orElseThrow();
        assertThat(List.of(agent.pid(), agent.group())).containsOnly(agent.session());
        var shim = host.proc.stat(agent.parent()).orElseThrow();
        assertThat(List.of(shim.pid(), shim.group())).containsOnly(shim.session());
        assertThat(shim.parent()).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void holdsNothingOfOurs() throws Exception {
        run("exec sleep 300");
        var shim = Path.of("/proc/" + host.shim("a"));
        await().until(() -> shim.resolve("cwd").toRealPath().equals(Path.of("/")));
        try (var descriptors = Files.list(shim.resolve("fd"))) {
            assertThat(descriptors.map(Host::target)).containsOnly("/dev/null");
        }
    }

    @Test
    void isNotEndedByWhatEndsShells() throws Exception {
        long agent = run("exec sleep 300");
        long shim = host.shim("a");
        await().until(() -> host.ignored(shim).contains(15));
        for (var signal : List.of("HUP", "INT", "QUIT", "TERM", "USR1", "PIPE", "TSTP")) {
            assertThat(host.exec("kill", "-s", signal, "--", "-" + shim)).isZero();
        }
        assertThat(host.exec("kill", "-s", "KILL", "--", "-" + agent)).isZero();
        await().until(() -> !host.events.isEmpty());
        assertThat(host.events.get(0).detail()).contains("signal 9 (KILL)");
    }

    @Test
    void givesTheAgentDefaultSignals() throws Exception {
        assumeTrue(SystemCommands.find(System.getenv()).env().isPresent(), "needs coreutils 8.31");
        long agent = run("exec sleep 300");
        assertThat(host.ignored(agent)).doesNotContain(1, 2, 3, 13, 15);
        assertThat(host.signals(agent, "SigBlk")).isEmpty();
    }

    @Test
    void tellsTheExitCodeOfAnAdoptedAgentAtOnce() throws Exception {
        run(whenTold("exit 3"));
        host.restart();
        Files.createFile(go);
        await().until(() -> !host.events.isEmpty());
        assertThat(host.events.get(0).detail()).contains("exit code 3");
    }

    @Test
    void tellsHowAnAgentEndedWhileNobodyListened() throws Exception {
        long agent = host.run(host.shell("a", whenTold("exit 3"), RestartPreset.CLASSIC))
                .pid();
        host.leave();
        Files.createFile(go);
        await().until(() -> !host.lives(agent) && exitRecord().endsWith("\n"));
        host.comeBack();
        await().until(() -> !host.events.isEmpty());
        assertThat(host.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.ABNORMAL_EXIT);
            assertThat(event.detail()).contains("exit code 3");
        });
        assertThat(host.status("a").state()).isEqualTo(ProcessState.BACKOFF);
        host.restart();
        assertThat(host.events).hasSize(1);
    }

    @Test
    void aTornRecordIsNotBelieved() throws Exception {
        endedMeanwhile(record -> record.substring(0, record.length() / 2));
        assertThat(host.events.get(0).detail()).contains("exit code is not known");
    }

    @Test
    void aRecordOfAnEarlierProcessIsNotBelieved() throws Exception {
        endedMeanwhile(record -> record.replaceFirst(" [0-9]+ \\(", " 1 ("));
        assertThat(host.events.get(0).detail()).contains("exit code is not known");
    }

    private void endedMeanwhile(UnaryOperator<String> damage) throws Exception {
        long agent = run(whenTold("exit 0"));
        host.leave();
        Files.createFile(go);
        await().until(() -> !host.lives(agent) && exitRecord().endsWith("\n"));
        var damaged = damage.apply(exitRecord());
        assertThat(damaged).isNotEqualTo(exitRecord());
        Files.writeString(AgentDirectory.of(home, "a").exitRecord(), damaged);
        host.comeBack();
        await().until(() -> !host.events.isEmpty());
    }

    @Test
    void whenItIsKilledTheAgentIsEndedAndStartedAgain() throws Exception {
        long agent = run("exec sleep 300");
        host.kill(host.shim("a"));
        await().until(() -> host.status("a").pid() != 0 && host.status("a").pid() != agent);
        assertThat(host.lives(agent)).isFalse();
        assertThat(host.events)
                .singleElement()
                .satisfies(event -> assertThat(event.detail()).contains("exit code is not known"));
    }

    @Test
    void whenTheShimOfAnAdoptedAgentIsKilledThatIsNoticed() throws Exception {
        long agent = run("exec sleep 300");
        host.restart();
        long shim = host.shim("a");
        host.kill(shim);
        await().until(() -> !host.lives(shim));
        host.lookAtShims();
        await().until(() -> host.status("a").pid() != 0 && host.status("a").pid() != agent);
        assertThat(host.lives(agent)).isFalse();
    }

    @Test
    void whenItWasKilledMeanwhileThereIsNeverASecondAgent() throws Exception {
        long agent = run("exec sleep 300");
        long shim = host.shim("a");
        host.leave();
        host.kill(shim);
        await().until(() -> !host.lives(shim));
        assertThat(host.lives(agent)).isTrue();
        host.comeBack();
        await().until(() -> host.status("a").pid() != 0 && host.status("a").pid() != agent);
        assertThat(host.lives(agent)).isFalse();
    }

    private long run(String script) {
        return host.unchecked(() -> host.run(host.shell("a", script, RestartPreset.FAST)))
                .pid();
    }

    /** Returns the line of the exit record; empty while there is none. */
    private String exitRecord() {
        var file = AgentDirectory.of(home, "a").exitRecord();
        String line =
                host.unchecked(() -> Files.readString(file)).lines().findFirst().orElse("");
        return line.length() > 1 ? line + '\n' : "";
    }
}
