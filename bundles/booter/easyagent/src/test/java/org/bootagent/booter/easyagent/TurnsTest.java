package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.easyagent.testing.Exchange;
import org.bootagent.easyagent.testing.Fixtures;
import org.bootagent.easyagent.testing.Message;
import org.bootagent.easyagent.testing.Playbook;
import org.bootagent.easyagent.testing.ReplayingSidecar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An original drops what comes for a busy agent: it gets each command in its turn. */
class TurnsTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int SCRIPTS = 10;

    @TempDir
    Path home;

    private TestBooter booter;
    private ReplayingSidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        booter = new TestBooter(home);
        sidecar = ReplayingSidecar.to(booter.port(), SN).answering(Playbook.silent());
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
    void commandForABusyAgentWaitsForTheEndOfTheOneBefore() throws Exception {
        FleetJob update = ask("script-update", "a");
        FleetJob stop = ask("stop", "a");
        FleetJob inside = ask("exec", "a");
        FleetJob other = ask("stop", "b");
        FleetJob cancel = booter.fleet.enqueue(SN, "cancel-agent", "", "{\"agent\":\"a\"}");
        List<Message> came = List.of(sidecar.next(), sidecar.next(), sidecar.next());
        assertThat(came)
                .extracting(command -> command.number("seqno"))
                .containsExactlyInAnyOrder(update.seq(), other.seq(), cancel.seq());
        assertThat(job(stop).status()).isEqualTo(JobStatus.QUEUED);

        answer(came, update, "update-failing");
        Message next = sidecar.next();
        assertThat(next.number("seqno")).isEqualTo(stop.seq());
        assertThat(job(inside).status()).isEqualTo(JobStatus.QUEUED);
        answer(List.of(next), stop, "stop-when-stopped");
        assertThat(sidecar.next().number("seqno")).isEqualTo(inside.seq());
    }

    @Test
    void eleventhScriptOfTheHostWaits() throws Exception {
        var jobs = new ArrayList<FleetJob>();
        for (int i = 0; i < SCRIPTS + 2; i++) {
            jobs.add(ask("exec", ""));
        }
        var came = new ArrayList<Message>();
        for (int i = 0; i < SCRIPTS; i++) {
            came.add(sidecar.next());
        }
        FleetJob rest = ask("rest", "");
        assertThat(sidecar.next().number("seqno")).isEqualTo(rest.seq());
        assertThat(job(jobs.get(SCRIPTS)).status()).isEqualTo(JobStatus.QUEUED);
        answer(came, jobs.get(3), "exec-ok");
        assertThat(sidecar.next().number("seqno")).isEqualTo(jobs.get(SCRIPTS).seq());
        assertThat(job(jobs.get(SCRIPTS + 1)).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void agentThatWasStoppedIsStartedAMomentLater() throws Exception {
        FleetJob stop = ask("stop", "a");
        FleetJob start = ask("start", "a");
        answer(List.of(sidecar.next()), stop, "stop-when-stopped");
        await().until(() -> job(stop).status() == JobStatus.DONE);
        var stopped = job(stop).finished();
        assertThat(sidecar.next().number("seqno")).isEqualTo(start.seq());
        assertThat(job(start).sent()).isAfterOrEqualTo(stopped.plusSeconds(2));
    }

    @Test
    void pauseOfOneAgentEndsNoOther() throws Exception {
        FleetJob before = ask("stop", "b");
        answer(List.of(sidecar.next()), before, "stop-when-stopped");
        await().until(() -> job(before).status() == JobStatus.DONE);
        await().until(() -> !booter.fleet.now().isBefore(job(before).finished().plusSeconds(1)));
        FleetJob stop = ask("stop", "a");
        FleetJob start = ask("start", "a");
        answer(List.of(sidecar.next()), stop, "stop-when-stopped");
        assertThat(sidecar.next().number("seqno")).isEqualTo(start.seq());
    }

    @Test
    void commandsOfASidecarThatWasRestartedHoldNothingUp() throws Exception {
        FleetJob update = ask("script-update", "a");
        FleetJob stop = ask("stop", "a");
        sidecar.next();
        sidecar.close();
        await().until(() -> !booter.server.sessions().connected(SN));
        try (var again = ReplayingSidecar.to(booter.port(), SN)) {
            again.register();
            assertThat(job(update))
                    .extracting(FleetJob::status, FleetJob::errcode)
                    .containsExactly(JobStatus.FAILED, 305);
            again.listen();
            assertThat(again.next().number("seqno")).isEqualTo(stop.seq());
            await().until(() -> job(stop).status() == JobStatus.DONE);
        }
    }

    @Test
    void connectionThatIsLostEndsNothing() throws Exception {
        FleetJob update = ask("script-update", "a");
        Message command = sidecar.next();
        sidecar.close();
        await().until(() -> !booter.server.sessions().connected(SN));
        try (var again = ReplayingSidecar.to(booter.port(), SN).answering(Playbook.silent())) {
            again.listen();
            await().until(() -> booter.server.sessions().connected(SN));
            assertThat(job(update).status()).isEqualTo(JobStatus.SENT);
            again.report(
                    ReplayingSidecar.answering(command, recorded("update-ok").content()));
            assertThat(job(update).status()).isEqualTo(JobStatus.DONE);
        }
    }

    private FleetJob ask(String action, String agent) {
        return booter.fleet.enqueue(SN, action, agent, "{\"script\":\"#!/bin/sh\"}");
    }

    private FleetJob job(FleetJob job) {
        return booter.fleet.job(job.id());
    }

    private void answer(List<Message> commands, FleetJob job, String scenario) {
        Message command = commands.stream()
                .filter(one -> one.number("seqno") == job.seq())
                .findFirst()
                .orElseThrow();
        sidecar.report(ReplayingSidecar.answering(command, recorded(scenario).content()));
    }

    private static org.bootagent.easyagent.testing.Frame recorded(String scenario) {
        Exchange exchange = Fixtures.load().exchanges(scenario).get(0);
        return exchange.answer().orElseThrow();
    }
}
