package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays to Booter what an early BootAgent told an original server, without its version. */
class BootAgentAnswersTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String VERSION = "field 1000";

    private static final Map<String, String> ACTIONS = Map.of(
            "INSTALL_AGENT", "script-install",
            "UNINSTALL_AGENT", "script-uninstall",
            "UPDATE_AGENT", "script-update",
            "UPDATE_AGENT_CONFIG", "configure",
            "START_AGENT", "start",
            "STOP_AGENT", "stop",
            "EXEC_SCRIPT", "exec",
            "EXEC_REST", "rest",
            "CANCEL_AGENTS", "cancel-agent");

    @TempDir
    Path home;

    private TestBooter booter;
    private ReplayingSidecar host;

    @BeforeEach
    void start() throws Exception {
        booter = new TestBooter(home);
        host = ReplayingSidecar.to(booter.port(), SN).answering(Playbook.silent());
    }

    @AfterEach
    void stop() {
        host.close();
        booter.close();
    }

    @Test
    void eachAnswerEndsItsCommand() throws Exception {
        register(registration().without(VERSION));
        List<Exchange> exchanges = Fixtures.load().bootAgentExchanges().stream()
                .filter(exchange -> exchange.answer().isPresent())
                .toList();
        assertThat(exchanges).hasSizeGreaterThan(90);
        for (int i = 0; i < exchanges.size(); i++) {
            assertEnds(exchanges.get(i), "a" + i);
        }
    }

    private void assertEnds(Exchange exchange, String agent) throws Exception {
        Message recorded = exchange.answer().orElseThrow().content();
        boolean ofHost = exchange.command().content().body().id("agentId").isEmpty()
                || exchange.verb().equals("CANCEL_AGENTS");
        FleetJob job = booter.fleet
                .jobs()
                .enqueue(
                        Caller.LOCAL,
                        SN,
                        ACTIONS.get(exchange.verb()),
                        ofHost ? "" : agent,
                        "{\"script\":\"#!/bin/sh\",\"agent\":\"b\"}");

        Message command = host.next();
        assertThat(Exchange.verb(command)).isEqualTo(exchange.verb());
        host.report(ReplayingSidecar.answering(command, recorded));

        await().atMost(Duration.ofMinutes(2))
                .until(() -> booter.fleet.jobs().get(job.id()).status().finished());
        FleetJob ended = booter.fleet.jobs().get(job.id());
        Message body = recorded.body();
        boolean failed = body.number("failed") != 0;
        String text = body.text(body.knows("response") ? "response" : "message");
        assertThat(ended.status())
                .as("%s %s: %s", exchange.scenario(), exchange.verb(), recorded)
                .isEqualTo(failed ? JobStatus.FAILED : JobStatus.DONE);
        assertThat(text).as("%s", exchange.scenario()).endsWith(ended.message());
        assertThat(ended.message().isEmpty()).isEqualTo(text.isEmpty());
    }

    @Test
    void eachEventIsTaken() throws Exception {
        register(registration());
        var events = Fixtures.load().bootAgent().stream()
                .filter(Frame::isEvent)
                .map(Frame::content)
                .filter(event -> !event.body().knows("seqno"))
                .toList();
        events.forEach(host::report);
        assertThat(booter.fleet.events().list(EventFilter.of(SN), Slice.FIRST).total())
                .as("errors of agents, and changes of their health")
                .isEqualTo(events.stream()
                        .filter(event ->
                                List.of("agentError", "agentHealthCheck").contains(event.bodyName()))
                        .count());
        // It tells its version, so it is one of ours and gets its jobs as such.
        booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"id\"}");
        assertThat(Exchange.verb(host.next())).as("RUN_JOB").isEqualTo("1000");
    }

    private static Message registration() {
        return Fixtures.load().bootAgent().stream()
                .filter(frame -> frame.is(Frame.Method.REGISTER_SIDECAR, Frame.Kind.REQUEST))
                .findFirst()
                .orElseThrow()
                .content();
    }

    private void register(Message registration) {
        host.register(registration);
        host.listen();
        await().until(() -> booter.server.sessions().connected(SN));
    }
}
