package org.bootagent.transport.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands as an original server sent them. The answers must equal those of an original sidecar, byte by byte, whatever our own jobs say. */
class EasyAgentAnswersTest extends EasyAgentFixture {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME = "demo";

    @ParameterizedTest(name = "{0} {1}, {3}")
    @CsvSource({
        "install-ok,0,true,SUCCESS,exit code 0",
        "install-failing-script,0,true,SCRIPT_FAILED,exit code 9",
        "install-silent-script,0,false,SUCCESS,exit code 0",
        "install-script-timeout,0,true,DEADLINE_EXCEEDED,not done in its time; it was ended by SIGTERM",
        "start-missing-binary,0,false,DOES_NOT_START,'Agent m does not start: there is no /opt/demo/m/none, or no interpreter for it'",
        "start-ok,0,false,SUCCESS,success; but netLimit has no effect",
        "start-already-running,0,false,ALREADY_RUNNING,agent a runs already",
        "run-user-unknown,1,false,DOES_NOT_START,No user nosuchuser on this host; create it first",
        "stop-unrecover,0,false,SUCCESS,success",
        "config-ok,0,false,SUCCESS,wrote /opt/demo/a/a.conf",
        "config-failing,0,false,IO_ERROR,'the configuration of a cannot be written: there is no directory "
                + "/opt/demo/a/nodir, which has to be made first; /opt/demo/a/nodir/b.conf is as it was'",
        "exec-ok,0,true,SUCCESS,exit code 0",
        "exec-exit-3,0,true,SCRIPT_FAILED,exit code 3",
        "exec-exit-3-silent,0,false,SCRIPT_FAILED,exit code 3",
        "exec-timeout,0,false,DEADLINE_EXCEEDED,not done in its time",
        "exec-no-output,0,false,SUCCESS,exit code 0",
        "exec-in-agent-failing,0,true,SCRIPT_FAILED,exit code 5",
        "exec-nil-agent-id,0,true,SUCCESS,exit code 0",
        "execrest-ok,0,true,SUCCESS,HTTP 200",
        "execrest-404,0,true,SUCCESS,HTTP 404",
        "update-failing,0,true,SCRIPT_FAILED,exit code 4",
        "cancel-running-install,0,true,CANCELLED,cancelled; it was ended by SIGTERM",
        "cancel-running-install,1,false,SUCCESS,cancelled 1 job of agent c",
        "uninstall-failing-script,0,true,SCRIPT_FAILED,exit code 6",
        "uninstall-after-failed-uninstall,0,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,0,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,1,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,2,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,3,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,4,false,UNKNOWN_AGENT,no agent 'b' is installed on this host",
        "commands-to-agent-the-sidecar-lost,5,false,SUCCESS,cancelled 0 jobs of agent b",
        "matrix-uninstall-failing,0,false,SCRIPT_FAILED,exit code 3"
    })
    void isTheOriginalsHoweverTheJobEnds(String scenario, int index, boolean wrote, ErrorCode code, String message) {
        var exchange = exchange(scenario, index);
        know(exchange);
        server.send(exchange.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        if (wrote) {
            write(exchange);
        }
        host.finish(host.submitted.get(0), code, message);

        assertAnswered(exchange);
    }

    /** A command that is refused at once needs no job. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "install-timeout-zero",
        "install-health-retries-21",
        "update-timeout-zero",
        "uninstall-timeout-zero",
        "exec-timeout-zero",
        "exec-unknown-agent",
        "cancel-unknown-agent",
        "execrest-bad-method"
    })
    void isTheOriginalsThoughNothingIsDone(String scenario) {
        var exchange = exchange(scenario, 0);
        if (!scenario.endsWith("unknown-agent")) {
            know(exchange);
        }
        server.send(exchange.command().content());

        assertAnswered(exchange);
        assertThat(host.submitted).isEmpty();
    }

    @Test
    void listensOnAfterAScriptWithoutTime() {
        server.send(exchange("exec-timeout-zero", 0).command().content());
        var next = exchange("exec-no-output", 0);
        server.send(next.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "exit code 0");

        assertAnswered(next);
    }

    @Test
    void nothingToCancelIsAnsweredAsIfItHadFailed() {
        var exchange = exchange("cancel-nothing-running", 0);
        know(exchange);
        host.agents.specs.put(NAME, spec("/opt/demo/a/agent.sh"));
        server.send(exchange.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "cancelled 0 jobs of agent demo");

        assertAnswered(exchange);
    }

    @Test
    void bytesThatAreNoTextLeaveAsTheyAre() {
        var exchange = exchange("exec-non-utf8-output", 0);
        server.send(exchange.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        host.write(host.submitted.get(0), new byte[] {-1, -2, 'a', 'b', 'c'});
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "exit code 0\n??abc");

        assertAnswered(exchange);
    }

    @Test
    void whatAScriptWroteBeforeItsTimeWasOverIsNotTold() {
        var exchange = exchange("exec-timeout", 0);
        server.send(exchange.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        host.write(host.submitted.get(0), "begun\n".getBytes(UTF_8));
        host.finish(host.submitted.get(0), ErrorCode.DEADLINE_EXCEEDED, "not done in its time");

        assertAnswered(exchange);
    }

    @Test
    void longOutputIsCutWhereTheOriginalCutsIt() {
        var exchange = exchange("exec-300-kb-output", 0);
        String all =
                IntStream.rangeClosed(1, 50_000).mapToObj("%05d\n"::formatted).collect(Collectors.joining());
        server.send(exchange.command().content());
        await().atMost(PATIENCE).until(() -> host.submitted.size() == 1);
        host.write(host.submitted.get(0), all.getBytes(UTF_8));
        host.finish(host.submitted.get(0), ErrorCode.SUCCESS, "exit code 0\n50000");

        assertAnswered(exchange);
    }

    /** Numbers repeat, and fall back, after a restart of the server. */
    @Test
    void takesANumberThatComesAgainForAnotherCommand() {
        var exchange = exchange("exec-no-output", 0);
        for (int time = 1; time <= 3; time++) {
            int known = time;
            server.send(exchange.command().content());
            await().atMost(PATIENCE).until(() -> host.submitted.size() == known);
            host.finish(host.submitted.get(known - 1), ErrorCode.SUCCESS, "exit code 0");
            await().atMost(PATIENCE)
                    .until(() -> server.answers(exchange.seqno()).size() == known);
        }
        assertThat(host.submitted).extracting(job -> job.key()).doesNotHaveDuplicates();
    }

    private static Exchange exchange(String scenario, int index) {
        return Fixtures.load().exchanges(scenario).get(index);
    }

    private void know(Exchange exchange) {
        Message options = exchange.command().content().body();
        String id = options.knows("agentId") ? options.id("agentId") : "";
        if (!id.isEmpty()) {
            new KnownAgents(host.metafile).name(UUID.fromString(id), NAME);
        }
    }

    private static AgentSpec spec(String program) {
        var options = AgentOptions.builder().command(List.of(program)).build();
        return new AgentSpec(NAME, "", "", "/", List.of(), AgentOptions.NONE, options);
    }

    /** Writes what the recorded script wrote, according to the answer. */
    private void write(Exchange exchange) {
        Message answer = exchange.answer().orElseThrow().content().body();
        String wrote = answer.text(answer.knows("response") ? "response" : "message");
        host.write(host.submitted.get(0), wrote.getBytes(UTF_8));
    }

    private void assertAnswered(Exchange exchange) {
        await().atMost(PATIENCE).until(() -> !server.answers(exchange.seqno()).isEmpty());
        var answer = server.answers(exchange.seqno()).get(0);
        var expected = exchange.answer().orElseThrow().content();
        assertThat(answer.without("H")).isEqualTo(expected.without("H"));
        assertThat(answer.message("H").orElseThrow().id("id"))
                .isEqualTo(host.settings().orElseThrow().agentsn());
        // Until then its files are in use.
        await().atMost(PATIENCE)
                .until(() -> host.allConfirmed() && host.outputs.kept().isEmpty());
    }
}
