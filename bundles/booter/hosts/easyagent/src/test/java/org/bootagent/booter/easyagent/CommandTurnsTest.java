package org.bootagent.booter.easyagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
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
class CommandTurnsTest {
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
        FleetJob cancel = booter.fleet.jobs().enqueue(Caller.LOCAL, SN, "cancel-agent", "", "{\"agent\":\"a\"}");
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
        await().until(() ->
                !booter.fleet.time().now().isBefore(job(before).finished().plusSeconds(1)));
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

    @Test
    void commandWhoseAnswerMayBeLostHoldsNothingUpAfterBooterWasRestarted() throws Exception {
        FleetJob update = ask("script-update", "a");
        FleetJob stop = ask("stop", "a");
        sidecar.next();
        restartBooter();
        assertThat(sidecar.next().number("seqno")).isEqualTo(stop.seq());
        assertThat(job(update).status()).isEqualTo(JobStatus.SENT);
        assertThat(sidecar.commands()).isEmpty();
    }

    @Test
    void commandThatTheSidecarDropsGoesOutAgainWhenTheOneBeforeHasEnded() throws Exception {
        FleetJob update = ask("script-update", "a");
        Message first = sidecar.next();
        FleetJob stop = ask("stop", "a");
        FleetJob start = ask("start", "a");
        restartBooter();
        drop(sidecar.next(), stop);
        await().until(() -> job(stop).status() == JobStatus.QUEUED);
        assertThat(job(stop).progress().message()).isEqualTo("agent is running task, droped");
        assertThat(job(stop).sent()).isNull();
        assertThat(job(start).status()).isEqualTo(JobStatus.QUEUED);
        assertThat(sidecar.commands()).isEmpty();

        answer(List.of(first), update, "update-failing");
        Message again = sidecar.next();
        assertThat(again.number("seqno")).isEqualTo(stop.seq());
        answer(List.of(again), stop, "stop-when-stopped");
        await().until(() -> job(stop).status() == JobStatus.DONE);
        Message last = sidecar.next();
        assertThat(last.number("seqno")).isEqualTo(start.seq());
        answer(List.of(last), start, "start-ok-sync");
        await().until(() -> job(start).status() == JobStatus.DONE);
        assertThat(job(update).status()).isEqualTo(JobStatus.FAILED);
        assertThat(job(update).attempts()).isEqualTo(1);
        assertThat(sidecar.commands()).isEmpty();
    }

    @Test
    void commandIsTriedAgainWhereTheAnswerOfTheOneBeforeIsLost() throws Exception {
        ask("script-update", "a");
        sidecar.next();
        FleetJob inside = ask("exec", "a");
        restartBooter();
        drop(sidecar.next(), inside);
        Message again = sidecar.next();
        assertThat(again.number("seqno")).isEqualTo(inside.seq());
        drop(again, inside);
        await().until(() -> job(inside).status() == JobStatus.QUEUED);
    }

    @Test
    void commandThatIsDroppedIsTakenBackAsOneThatNeverWentOut() throws Exception {
        FleetJob update = ask("script-update", "a");
        Message first = sidecar.next();
        FleetJob stop = ask("stop", "a");
        FleetJob start = ask("start", "a");
        restartBooter();
        Message dropped = sidecar.next();
        // It is out, so its host is told.
        booter.fleet.jobs().cancel(Caller.LOCAL, stop.id());
        Message cancel = sidecar.next();
        drop(dropped, stop);
        await().until(() -> job(stop).status() == JobStatus.CANCELLED);
        assertThat(cancel.number("seqno")).isNotIn(stop.seq(), start.seq());
        answer(List.of(first), update, "update-failing");
        assertThat(sidecar.next().number("seqno")).isEqualTo(start.seq());
    }

    @Test
    void scriptsWhoseAnswersMayBeLostLeaveRoomForOthers() throws Exception {
        var jobs = new ArrayList<FleetJob>();
        for (int i = 0; i < SCRIPTS; i++) {
            jobs.add(ask("exec", ""));
        }
        var came = new ArrayList<Message>();
        for (int i = 0; i < SCRIPTS; i++) {
            came.add(sidecar.next());
        }
        FleetJob more = ask("exec", "");
        restartBooter();
        Message dropped = sidecar.next();
        assertThat(dropped.number("seqno")).isEqualTo(more.seq());
        sidecar.report(ReplayingSidecar.answering(dropped, busy("exec-12-at-once", "execScriptResponse")));
        await().until(() -> job(more).status() == JobStatus.QUEUED);
        answer(came, jobs.get(3), "exec-ok");
        assertThat(sidecar.next().number("seqno")).isEqualTo(more.seq());
    }

    @Test
    void commandThatIsDroppedWithoutOneBeforeItHasFailed() throws Exception {
        FleetJob stop = ask("stop", "a");
        drop(sidecar.next(), stop);
        await().until(() -> job(stop).status() == JobStatus.FAILED);
        assertThat(job(stop).message()).isEqualTo("agent is running task, droped");
    }

    /** The sidecar finds another Booter over the same store, without another registration. */
    private void restartBooter() throws Exception {
        sidecar.close();
        booter.close();
        booter = new TestBooter(home);
        sidecar = ReplayingSidecar.to(booter.port(), SN).answering(Playbook.silent());
        sidecar.listen();
    }

    private void drop(Message command, FleetJob job) {
        assertThat(command.number("seqno")).isEqualTo(job.seq());
        sidecar.report(ReplayingSidecar.answering(command, busy("agent-busy", "opProgress")));
    }

    private static Message busy(String scenario, String body) {
        return Fixtures.load().scenario(scenario).stream().stream()
                .filter(org.bootagent.easyagent.testing.Frame::isEvent)
                .map(org.bootagent.easyagent.testing.Frame::content)
                .filter(event -> event.bodyName().equals(body))
                .filter(event ->
                        event.toString().contains("droped") || event.toString().contains("concurrency exec shell"))
                .findFirst()
                .orElseThrow();
    }

    private FleetJob ask(String action, String agent) {
        return booter.fleet.jobs().enqueue(Caller.LOCAL, SN, action, agent, "{\"script\":\"#!/bin/sh\"}");
    }

    private FleetJob job(FleetJob job) {
        return booter.fleet.jobs().get(job.id());
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
