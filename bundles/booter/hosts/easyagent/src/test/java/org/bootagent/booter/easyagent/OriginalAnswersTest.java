package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Frame;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Booter makes of the bytes that the original sidecar sends. */
class OriginalAnswersTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";

    /** Of the agent that crashed. */
    private static final String RECORDED_AGENT = "00000000-0000-4000-a000-000000000002";

    @TempDir
    Path home;

    private TestBooter booter;
    private ReplayingSidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        booter = new TestBooter(home);
        sidecar = ReplayingSidecar.to(booter.port(), SN);
        sidecar.register();
        sidecar.listen();
        await().until(() -> booter.server.sessions().connected(SN));
    }

    @AfterEach
    void stop() {
        sidecar.close();
        booter.close();
    }

    @Test
    void bytesThatAreNoTextArriveAsTheyAre() throws Exception {
        sidecar.answering(Playbook.of("exec-non-utf8-output"));
        FleetJob job = done("exec", "", JobStatus.DONE);
        assertThat(booter.outputs.read(job.id(), 0, 100)).containsExactly(0xff, 0xfe, 'a', 'b', 'c');
        assertThat(job.message()).isEqualTo("\ufffd\ufffdabc");
    }

    @Test
    void longMessageOfAnInstallIsKept() throws Exception {
        sidecar.answering(Playbook.silent());
        FleetJob job =
                booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", "a", "{\"script\":\"#!/bin/sh\"}");
        Message command = sidecar.next();
        String text = "0123456789".repeat(1000);
        Message recorded = Fixtures.load()
                .exchanges("install-ok-sync")
                .get(0)
                .answer()
                .orElseThrow()
                .content();
        sidecar.report(ReplayingSidecar.answering(command, recorded)
                .withTexts(before -> before.startsWith("installing") ? text : before));
        assertThat(new String(booter.outputs.read(job.id(), 0, 20_000), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    @Test
    void cancelThatWorkedIsDoneAndOneOfAnUnknownAgentFailed() {
        sidecar.answering(Playbook.of("cancel-nothing-running"));
        done("cancel-agent", "", JobStatus.DONE);
        sidecar.answering(Playbook.of("cancel-unknown-agent"));
        assertThat(done("cancel-agent", "", JobStatus.FAILED).message()).isEqualTo("can't find agent, cancel failed");
    }

    @Test
    void agentThatTheSidecarGaveUpIsNotRunning() {
        sidecar.answering(Playbook.of("install-ok-sync", "start-ok-sync"));
        done("script-install", "a", JobStatus.DONE);
        done("start", "a", JobStatus.DONE);
        assertThat(agent().status()).isEqualTo("running");

        sidecar.substitution().put(RECORDED_AGENT, agentId());
        errors("agent-crashes-until-given-up").forEach(sidecar::report);
        assertThat(agent())
                .extracting(HostAgent::status, HostAgent::pid, HostAgent::started)
                .containsExactly("fatal", 0L, null);
        assertThat(agent().reason()).startsWith("agent run error(unexpected):stop supervisor: ");
        assertThat(events()).extracting(FleetEvent::type).containsExactly("gave-up");

        done("start", "a", JobStatus.DONE);
        assertThat(agent().status()).isEqualTo("running");
    }

    @Test
    void triesToStartAnAgentAreErrorsAndNotTheEnd() {
        sidecar.answering(Playbook.of("install-ok-sync", "start-ok-sync"));
        done("script-install", "a", JobStatus.DONE);
        done("start", "a", JobStatus.DONE);
        var errors = errors("binary-vanishes");
        sidecar.report(errors.get(0));
        assertThat(agent().status()).isEqualTo("running");
        errors.subList(1, errors.size()).forEach(sidecar::report);
        assertThat(agent().status()).isEqualTo("fatal");
        assertThat(events())
                .extracting(FleetEvent::type)
                .containsExactly("gave-up", "abnormal-exit", "abnormal-exit", "abnormal-exit");
    }

    @Test
    void sidecarThatIsTerminatedSaysSoOfItself() {
        errors("sidecar-terminated").forEach(sidecar::report);
        assertThat(events())
                .extracting(FleetEvent::agent, FleetEvent::detail)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("", "quit according to signal 'terminated'\n"));
    }

    @Test
    void agentWhoseInstallFailedIsKnownAndCanBeUninstalled() {
        AgentIdentity agent = booter.fleet
                .easy()
                .install(SN, "bad", "", "", booter.fleet.time().now());
        sidecar.answering(Playbook.of("install-failing-script", "uninstall-of-failed-install"));
        done("script-install", agent.name(), JobStatus.FAILED);
        assertThat(booter.fleet.easy().agent(agent.agentId()).removed()).isFalse();
        assertThat(done("script-uninstall", agent.name(), JobStatus.DONE).message())
                .isEqualTo("x\n");
        assertThat(booter.fleet.easy().agent(agent.agentId()).removed()).isTrue();
    }

    private static List<Message> errors(String scenario) {
        return Fixtures.load().scenario(scenario).stream().stream()
                .filter(Frame::isEvent)
                .map(Frame::content)
                .filter(event -> event.bodyName().equals("agentError"))
                .toList();
    }

    private FleetJob done(String action, String agent, JobStatus status) {
        FleetJob job = booter.fleet
                .jobs()
                .enqueue(Caller.LOCAL, SN, action, agent, "{\"script\":\"#!/bin/sh\",\"agent\":\"a\"}");
        await().atMost(java.time.Duration.ofMinutes(2))
                .until(() -> booter.fleet.jobs().get(job.id()).status().finished());
        FleetJob ended = booter.fleet.jobs().get(job.id());
        assertThat(ended.status()).as(ended.message()).isEqualTo(status);
        return ended;
    }

    private String agentId() {
        return booter.fleet.easy().agent(SN, "a", booter.fleet.time().now()).agentId();
    }

    private HostAgent agent() {
        return booter.fleet
                .agents()
                .list(AgentFilter.of(SN), Slice.FIRST)
                .items()
                .get(0);
    }

    private List<FleetEvent> events() {
        return booter.fleet.events().list(EventFilter.of(SN), Slice.FIRST).items();
    }
}
