package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.bootagent.booter.fleet.AgentIdentity;
import org.bootagent.booter.fleet.Filter;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.FleetJob;
import org.bootagent.booter.fleet.Host;
import org.bootagent.booter.fleet.HostAgent;
import org.bootagent.booter.fleet.HostNews;
import org.bootagent.booter.fleet.HostNews.NumberedResult;
import org.bootagent.booter.fleet.JobListener;
import org.bootagent.booter.fleet.JobStatus;
import org.bootagent.booter.fleet.Sidecar;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.RegisterRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EasyTest {
    private static final String OTHER = "aaaaaaaa-5a2c-43c5-ab90-96721451b4ec";

    @TempDir
    Path home;

    private TestFleet it;

    @BeforeEach
    void open() {
        it = new TestFleet(home).withHost();
        it.fleet.register(new RegisterRequest("web2", OTHER));
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void oneRequestIsAJobForEachHost() {
        List<FleetJob> jobs =
                it.fleet.enqueueAll(List.of(OTHER, SN.toUpperCase(java.util.Locale.ROOT)), "stop", "a", "{\"x\":1}");
        assertThat(jobs).extracting(FleetJob::agentsn).containsExactly(OTHER, SN);
        assertThat(jobs.get(1).seq()).isGreaterThan(jobs.get(0).seq());
        jobs.forEach(job -> assertThat(it.fleet.job(job.seq())).isEqualTo(job));
        assertThat(it.fleet.enqueueAll(null, "stop", "b", null)).hasSize(2);
    }

    @Test
    void oneUnknownHostAndNobodyGetsAJob() {
        assertThatThrownBy(
                        () -> it.fleet.enqueueAll(List.of(SN, UUID.randomUUID().toString()), "stop", "a", null))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("no host");
        assertThat(it.fleet.jobs(Filter.Jobs.ALL, Slice.FIRST).total()).isZero();
    }

    @Test
    void listenerHearsOfEachJobOnceAndAJobOfAReachedHostIsSent() {
        var heard = new ArrayList<String>();
        Runnable deaf = it.fleet.listen(new JobListener() {
            @Override
            public boolean reaches(String agentsn) {
                return agentsn.equals(SN);
            }

            @Override
            public void enqueued(List<FleetJob> jobs) {
                jobs.forEach(job -> heard.add(job.status() + " " + job.attempts()));
            }

            @Override
            public void finished(Collection<FleetJob> jobs) {
                jobs.forEach(job -> heard.add(job.status().toString()));
            }
        });
        FleetJob job =
                it.fleet.enqueueAll(List.of(SN, OTHER), "stop", "a", null).get(0);
        it.fleet.report(new Report().results(result(job.id(), 0)).build());
        it.fleet.report(new Report().results(result(job.id(), 0)).build());
        deaf.run();
        it.fleet.enqueue(SN, "stop", "a", null);
        assertThat(heard).containsExactly("SENT 1", "QUEUED 0", "DONE");
    }

    @Test
    void newsOfManyHostsAreOneTransaction() {
        FleetJob one = it.fleet.enqueue(SN, "stop", "a", null);
        FleetJob other = it.fleet.enqueue(OTHER, "stop", "a", null);
        int before = it.syncs.get();
        var replies = it.fleet.take(List.of(
                it.fleet.news(new Report()
                        .results(result(one.id(), 0))
                        .agents(agent("a", "stoped", 0))
                        .build()),
                it.fleet.news(
                        new Report().from(OTHER).results(result(one.id(), 0)).build())));
        assertThat(it.syncs).hasValue(before + 1);
        assertThat(replies.get(0).jobs()).isEmpty();
        assertThat(replies.get(1).jobs()).hasSize(1);
        assertThat(it.fleet.job(one.id()).status()).isEqualTo(JobStatus.DONE);
        assertThat(it.fleet.job(other.id()).status()).isEqualTo(JobStatus.SENT);
    }

    @Test
    void resultByNumberEndsTheJobOnceAndSaysWhatBecameOfTheAgent() {
        FleetJob install = it.fleet.enqueue(SN, "script-install", "a", null);
        number(install, 0.5, 0, "half");
        assertThat(it.fleet.job(install.id()).progress()).isEqualTo(0.5);
        number(install, 1, 0, "done");
        number(install, 1, 400, "late");
        assertThat(it.fleet.job(install.id()))
                .extracting(FleetJob::status, FleetJob::errcode, FleetJob::message)
                .containsExactly(JobStatus.DONE, 0, "done");
        number(it.fleet.enqueue(SN, "start", "a", null), 1, 0, "");
        assertThat(statuses()).containsExactly("running");
        number(it.fleet.enqueue(SN, "script-uninstall", "a", null), 1, 0, "");
        assertThat(statuses()).isEmpty();
    }

    @Test
    void numberOfAnotherHostsJobIsNotTaken() {
        FleetJob job = it.fleet.enqueue(OTHER, "stop", "a", null);
        number(job, 1, 0, "");
        assertThat(it.fleet.job(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void hostWhoseConnectionEndedIsOfflineAtOnce() {
        Host host = it.fleet.host(SN);
        it.fleet.online(List.of(host), false);
        assertThat(it.fleet.host(SN).online(it.fleet.now())).isFalse();
        assertThat(it.fleet.counts().online()).isEqualTo(1);
        it.fleet.online(List.of(host), true);
        assertThat(it.fleet.host(SN).online(it.fleet.now())).isTrue();
    }

    @Test
    void onlyJobsThatNeverWentOutAreDueTheFirstTime() {
        FleetJob job = it.fleet.enqueue(SN, "stop", "a", null);
        assertThat(it.fleet.due(SN, false)).extracting(FleetJob::id).containsExactly(job.id());
        assertThat(it.fleet.due(SN, false)).isEmpty();
        assertThat(it.fleet.due(SN, true)).extracting(FleetJob::attempts).containsExactly(2);
    }

    @Test
    void unansweredCommandOfAnOriginalSidecarCanBeFailed() {
        it.fleet.easy().register(it.fleet.host(SN), sidecar(SN, true));
        it.fleet.easy().register(it.fleet.host(OTHER), sidecar(OTHER, false));
        var jobs = it.fleet.enqueueAll(List.of(SN, OTHER), "exec", "", null);
        assertThat(it.fleet.easy().unanswered(it.fleet.now().plusSeconds(9), 10))
                .isEmpty();
        it.fleet.due(SN, false);
        it.fleet.due(OTHER, false);
        assertThat(it.fleet.easy().unanswered(it.fleet.now(), 10)).isEmpty();
        it.time.pass(Duration.ofSeconds(1));
        assertThat(it.fleet.easy().unanswered(it.fleet.now(), 10))
                .extracting(FleetJob::id)
                .containsExactly(jobs.get(0).id());
        assertThat(it.fleet.fail(List.of(jobs.get(0).id()), 203, "no answer")).hasSize(1);
        assertThat(it.fleet.fail(List.of(jobs.get(0).id()), 203, "no answer")).isEmpty();
        assertThat(it.fleet.job(jobs.get(0).id()).errcode()).isEqualTo(203);
    }

    @Test
    void factsOfAMachineAreKeptWithTheNameThatAnOperatorGave() {
        it.fleet.easy().register(it.fleet.host(SN), sidecar(SN, true));
        it.fleet.easy().rename(SN, "front");
        it.fleet.easy().register(it.fleet.host(SN), sidecar(SN, true));
        assertThat(it.fleet.easy().sidecars(List.of(SN, OTHER)).get(SN))
                .isEqualTo(sidecar(SN, true).named("front"));
    }

    @Test
    void installedAgentHasAnIdOfItsOwnUntilItIsUninstalled() {
        AgentIdentity first = it.fleet.easy().install(SN, "file beat!", "/bin/b", "/etc/b", it.fleet.now());
        AgentIdentity second = it.fleet.easy().install(SN, "file beat!", "", "", it.fleet.now());
        assertThat(first.name()).isEqualTo("file-beat-");
        assertThat(second.name()).isEqualTo("file-beat--" + second.agentId().substring(0, 8));
        assertThat(it.fleet.easy().agent(first.agentId())).isEqualTo(first);
        number(it.fleet.enqueue(SN, "script-uninstall", first.name(), null), 1, 0, "");
        assertThat(it.fleet.easy().agents(SN, Slice.FIRST, it.fleet.now()).items())
                .containsExactly(second);
        assertThat(it.fleet.easy().agent(first.agentId()).removed()).isTrue();
    }

    @Test
    void agentThatIsOnlyReportedIsGivenAnId() {
        it.fleet.report(report(agent("node", "running", 5)));
        var listed = it.fleet.easy().agents(null, Slice.FIRST, it.fleet.now()).items();
        assertThat(listed).extracting(AgentIdentity::name).containsExactly("node");
        assertThat(it.fleet.easy().agents(SN, Slice.FIRST, it.fleet.now()).items())
                .isEqualTo(listed);
        assertThat(it.fleet.easy().agent(SN, "node", it.fleet.now())).isEqualTo(listed.get(0));
    }

    private void number(FleetJob job, double done, int errcode, String message) {
        var result = new NumberedResult(job.seq(), done, errcode, message);
        it.fleet.take(List.of(HostNews.of(it.fleet.host(SN), List.of(result), List.of())));
    }

    private List<String> statuses() {
        return it.fleet.agents(Filter.Agents.of(SN), Slice.FIRST).items().stream()
                .map(HostAgent::status)
                .toList();
    }

    private static Sidecar sidecar(String agentsn, boolean original) {
        return new Sidecar(agentsn, original, "linux", "debian", "12", "x", 4, 1L << 34, 0, "10.0.0.1", "");
    }
}
