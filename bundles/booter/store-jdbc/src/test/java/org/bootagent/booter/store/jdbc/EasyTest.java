package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.lang.Thread.State;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.easyagent.Registered;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.SilentGateway;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostStore;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.fleet.report.HostNews.NumberedResult;
import org.bootagent.booter.fleet.service.FleetServices;
import org.bootagent.booter.fleet.store.ComposedUnitOfWork;
import org.bootagent.booter.fleet.store.FleetStore;
import org.bootagent.booter.fleet.store.UnitOfWork;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
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
        it = new TestFleet(home, new Welcome("svc=ecs", "", 0)).withHost();
        it.fleet.registry().register(new RegisterRequest("web2", OTHER));
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void oneRequestIsAJobForEachHost() {
        List<FleetJob> jobs = it.fleet
                .jobs()
                .enqueueAll(
                        Caller.LOCAL, List.of(OTHER, SN.toUpperCase(java.util.Locale.ROOT)), "stop", "a", "{\"x\":1}");
        assertThat(jobs).extracting(FleetJob::agentsn).containsExactly(OTHER, SN);
        assertThat(jobs.get(1).seq()).isGreaterThan(jobs.get(0).seq());
        jobs.forEach(job -> assertThat(it.fleet.jobs().get(job.seq())).isEqualTo(job));
        assertThat(it.fleet.jobs().enqueueAll(Caller.LOCAL, null, "stop", "b", null))
                .hasSize(2);
    }

    @Test
    void oneUnknownHostAndNobodyGetsAJob() {
        assertThatThrownBy(() -> it.fleet
                        .jobs()
                        .enqueueAll(Caller.LOCAL, List.of(SN, UUID.randomUUID().toString()), "stop", "a", null))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("no host");
        assertThat(it.fleet.jobs().list(JobFilter.ALL, Slice.FIRST).total()).isZero();
    }

    @Test
    void listenerHearsOfEachJobOnceAndAJobOfAReachedHostIsSent() {
        var heard = new ArrayList<String>();
        it.fleet.feed().connect(new SilentGateway(SN::equals));
        Runnable unsubscribe = it.fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void enqueued(List<FleetJob> jobs) {
                jobs.forEach(job -> heard.add(job.status() + " " + job.attempts()));
            }

            @Override
            public void finished(Collection<FleetJob> jobs) {
                jobs.forEach(job -> heard.add(job.status().toString()));
            }
        });
        FleetJob job = it.fleet
                .jobs()
                .enqueueAll(Caller.LOCAL, List.of(SN, OTHER), "stop", "a", null)
                .get(0);
        it.fleet.reports().report(new Report().results(result(job.id(), 0)).build());
        it.fleet.reports().report(new Report().results(result(job.id(), 0)).build());
        unsubscribe.run();
        it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        assertThat(heard).containsExactly("SENT 1", "QUEUED 0", "DONE");
    }

    @Test
    void newsOfManyHostsAreOneTransaction() {
        FleetJob one = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        FleetJob other = it.fleet.jobs().enqueue(Caller.LOCAL, OTHER, "stop", "a", null);
        int before = it.syncs.get();
        var replies = it.fleet
                .reports()
                .take(List.of(
                        it.fleet
                                .reports()
                                .news(new Report()
                                        .results(result(one.id(), 0))
                                        .agents(agent("a", "stoped", 0))
                                        .build()),
                        it.fleet
                                .reports()
                                .news(new Report()
                                        .from(OTHER)
                                        .results(result(one.id(), 0))
                                        .build())));
        assertThat(it.syncs).hasValue(before + 1);
        assertThat(replies.get(0).jobs()).isEmpty();
        assertThat(replies.get(1).jobs()).hasSize(1);
        assertThat(it.fleet.jobs().get(one.id()).status()).isEqualTo(JobStatus.DONE);
        assertThat(it.fleet.jobs().get(other.id()).status()).isEqualTo(JobStatus.SENT);
    }

    @Test
    void resultByNumberEndsTheJobOnceAndSaysWhatBecameOfTheAgent() {
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        FleetJob install = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", "a", null);
        number(install, 0.5, 0, "half");
        assertThat(it.fleet.jobs().get(install.id()).progress().done()).isEqualTo(0.5);
        number(install, 1, 0, "done");
        number(install, 1, 400, "late");
        assertThat(it.fleet.jobs().get(install.id()))
                .extracting(FleetJob::status, FleetJob::errcode, FleetJob::message)
                .containsExactly(JobStatus.DONE, 0, "done");
        number(it.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "a", null), 1, 0, "");
        assertThat(statuses()).containsExactly("running");
        number(it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-uninstall", "a", null), 1, 0, "");
        assertThat(statuses()).isEmpty();
    }

    @Test
    void theLastOfTheResultsThatComeTogetherSaysWhatBecameOfTheAgent() {
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        number(it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", "a", null), 1, 0, "");
        FleetJob start = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "a", null);
        FleetJob stop = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        numbers(start, stop);
        assertThat(statuses()).containsExactly("stoped");

        FleetJob again = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "start", "a", null);
        FleetJob uninstall = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-uninstall", "a", null);
        numbers(again, uninstall);
        assertThat(statuses()).isEmpty();
    }

    @Test
    void numberOfAnotherHostsJobIsNotTaken() {
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, OTHER, "stop", "a", null);
        number(job, 1, 0, "");
        assertThat(it.fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void hostWhoseConnectionEndedIsOfflineAtOnce() {
        Host host = it.fleet.hosts().get(SN);
        it.fleet.presence().note(List.of(host), false);
        assertThat(it.fleet.hosts().get(SN).online(it.fleet.time().now())).isFalse();
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
        it.fleet.presence().note(List.of(host), true);
        assertThat(it.fleet.hosts().get(SN).online(it.fleet.time().now())).isTrue();
    }

    @Test
    void onlyJobsThatNeverWentOutAreDueTheFirstTime() {
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        assertThat(it.fleet.delivery().due(List.of(SN), false))
                .extracting(FleetJob::id)
                .containsExactly(job.id());
        assertThat(it.fleet.delivery().due(List.of(SN), false)).isEmpty();
        assertThat(it.fleet.delivery().due(List.of(SN), true))
                .extracting(FleetJob::attempts)
                .containsExactly(2);
    }

    @Test
    void jobThatIsJustBeingTakenBackIsNotDueAnyMore() throws Exception {
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        var locked = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var cancelling = new FutureTask<>(() -> it.store.inTransaction(tx -> {
            FleetJob taken = tx.jobs().findLocked(job.id()).orElseThrow();
            locked.countDown();
            waitFor(goOn);
            tx.jobs().update(List.of(cancelled(taken, it.fleet.time().now())));
            return null;
        }));
        var due = new FutureTask<>(() -> it.fleet.delivery().due(List.of(SN), true));
        var asking = new Thread(due);
        new Thread(cancelling).start();
        try {
            locked.await();
            asking.start();
            await().until(() -> asking.getState() != State.NEW && asking.getState() != State.RUNNABLE);
            assertThat(due.isDone()).isFalse();
        } finally {
            goOn.countDown();
        }
        cancelling.get();
        assertThat(due.get()).isEmpty();
        assertThat(it.fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.CANCELLED);
    }

    @Test
    void manyRegisterAsOneTransactionAndWhoIsNotAdmittedIsLeftOut() {
        String fresh = "bbbbbbbb-5a2c-43c5-ab90-96721451b4ec";
        String strange = "cccccccc-5a2c-43c5-ab90-96721451b4ec";
        int before = it.syncs.get();
        var registered = it.fleet
                .easy()
                .register(List.of(
                        new Newcomer(saying(fresh, "v1"), sidecar(fresh, false), true),
                        new Newcomer(saying(strange, "v1"), sidecar(strange, false), false),
                        new Newcomer(saying(SN, "v1"), sidecar(SN, false), false),
                        new Newcomer(saying(fresh, "v2"), sidecar(fresh, false), true)));
        assertThat(it.syncs.get() - before).isEqualTo(1);
        assertThat(registered).extracting(Registered::first).containsExactly(true, false, true, false);
        assertThat(registered.get(1).host()).isNull();
        assertThat(registered.get(0).reply().tags()).isEqualTo("svc=ecs");
        assertThat(registered.get(3).host())
                .isEqualTo(it.fleet.hosts().get(fresh))
                .extracting(Host::version)
                .isEqualTo("v2");
        assertThat(it.fleet.hosts().get(SN).version()).isEqualTo("v1");
        assertThat(it.fleet.hosts().find(strange)).isEmpty();
        assertThat(it.fleet.easy().sidecars(List.of(fresh, strange, SN))).containsOnlyKeys(fresh, SN);
    }

    @Test
    void whoComesBackAsItWasWritesNothingThatMustLast() {
        register(saying(SN, "v1"), sidecar(SN, false));
        int before = it.syncs.get();
        it.time.pass(Duration.ofSeconds(9));
        register(saying(SN, "v1"), sidecar(SN, false));
        assertThat(it.syncs).hasValue(before);
        assertThat(it.fleet.hosts().get(SN).lastSeen())
                .isEqualTo(it.fleet.time().now());
    }

    @Test
    void unansweredCommandOfAnOriginalSidecarCanBeFailed() {
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        register(it.fleet.hosts().get(OTHER), sidecar(OTHER, false));
        var jobs = it.fleet.jobs().enqueueAll(Caller.LOCAL, List.of(SN, OTHER), "exec", "", null);
        assertThat(it.fleet.easy().unanswered(it.fleet.time().now().plusSeconds(9), 10))
                .isEmpty();
        it.fleet.delivery().due(List.of(SN), false);
        it.fleet.delivery().due(List.of(OTHER), false);
        assertThat(it.fleet.easy().unanswered(it.fleet.time().now(), 10)).isEmpty();
        it.time.pass(Duration.ofSeconds(1));
        assertThat(it.fleet.easy().unanswered(it.fleet.time().now(), 10))
                .extracting(FleetJob::id)
                .containsExactly(jobs.get(0).id());
        assertThat(it.fleet.delivery().fail(List.of(jobs.get(0).id()), 203, "no answer"))
                .hasSize(1);
        assertThat(it.fleet.delivery().fail(List.of(jobs.get(0).id()), 203, "no answer"))
                .isEmpty();
        assertThat(it.fleet.jobs().get(jobs.get(0).id()).errcode()).isEqualTo(203);
    }

    @Test
    void factsOfAMachineAreKeptWithTheNameThatAnOperatorGave() {
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        it.fleet.easy().rename(SN, "front");
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        assertThat(it.fleet.easy().sidecars(List.of(SN, OTHER)).get(SN))
                .isEqualTo(sidecar(SN, true).named("front"));
    }

    @Test
    void installedAgentHasAnIdOfItsOwnUntilItIsUninstalled() {
        AgentIdentity first = it.fleet
                .easy()
                .install(SN, "file beat!", "/bin/b", "/etc/b", it.fleet.time().now());
        AgentIdentity second = it.fleet
                .easy()
                .install(SN, "file beat!", "", "", it.fleet.time().now());
        assertThat(first.name()).isEqualTo("file-beat-");
        assertThat(second.name()).isEqualTo("file-beat--" + second.agentId().substring(0, 8));
        assertThat(it.fleet.easy().agent(first.agentId())).isEqualTo(first);
        number(it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-uninstall", first.name(), null), 1, 0, "");
        assertThat(it.fleet
                        .easy()
                        .agents(SN, Slice.FIRST, it.fleet.time().now())
                        .items())
                .containsExactly(second);
        assertThat(it.fleet.easy().agent(first.agentId()).removed()).isTrue();
    }

    @Test
    void everyAgentOfALargeFleetGetsItsIdentity() {
        StatusReport.Agent[] many = IntStream.range(0, Slice.MAX_LIMIT)
                .mapToObj(i -> agent("a" + i, "running", 5))
                .toArray(StatusReport.Agent[]::new);
        it.fleet.reports().report(new Report().agents(many).build());
        it.fleet
                .reports()
                .report(new Report()
                        .from(OTHER)
                        .agents(agent("beat", "running", 5))
                        .build());

        assertThat(it.fleet
                        .easy()
                        .agents(null, new Slice(1, 0), it.fleet.time().now())
                        .total())
                .isEqualTo(Slice.MAX_LIMIT + 1L);
        assertThat(it.fleet
                        .easy()
                        .agents(OTHER, Slice.FIRST, it.fleet.time().now())
                        .items())
                .extracting(AgentIdentity::name)
                .containsExactly("beat");
    }

    @Test
    void reportThatWasPutTogetherBeforeAnUninstallDoesNotBringTheAgentBack() {
        it.fleet.reports().report(report(agent("beat", "running", 5)));
        var identity = listed().get(0);
        var job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "uninstall", "beat", null);
        it.fleet
                .reports()
                .report(new Report()
                        .agents(agent("beat", "running", 6))
                        .results(result(job.id(), 0))
                        .build());
        assertThat(it.fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.DONE);
        assertThat(listed()).isEmpty();
        assertThat(it.fleet.easy().agent(identity.agentId()).removed()).isTrue();
    }

    @Test
    void agentThatGoesWhileTheyAreListedStaysGone() {
        it.fleet.reports().report(report(agent("beat", "running", 5)));
        var job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "uninstall", "beat", null);
        var removed = new AtomicBoolean();
        var slow = new FleetServices(
                new FleetStore() {
                    @Override
                    public <T> T inTransaction(Function<UnitOfWork, T> work) {
                        return it.store.inTransaction(tx -> work.apply(beforeLock(tx, () -> {
                            if (!removed.getAndSet(true)) {
                                it.fleet
                                        .reports()
                                        .report(new Report()
                                                .results(result(job.id(), 0))
                                                .build());
                            }
                        })));
                    }
                },
                Welcome.PLAIN,
                it.time);
        assertThat(slow.easy().agents(SN, Slice.FIRST, it.fleet.time().now()).items())
                .isEmpty();
        assertThat(removed).isTrue();
        assertThat(listed()).isEmpty();
    }

    /** Something happens when a host is about to be locked, as it has an agent without an identity. */
    private static UnitOfWork beforeLock(UnitOfWork work, Runnable event) {
        var hosts = (HostStore) Proxy.newProxyInstance(
                EasyTest.class.getClassLoader(), new Class<?>[] {HostStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("lock")) {
                        event.run();
                    }
                    return method.invoke(work.hosts(), arguments);
                });
        return ComposedUnitOfWork.withHosts(work, hosts);
    }

    @Test
    void agentThatItsHostDoesNotKnowIsListedUntilItIsUninstalled() {
        var identity =
                it.fleet.easy().install(SN, "beat", "", "", it.fleet.time().now());
        ended(
                it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-uninstall", identity.name(), null),
                ErrorCode.TRANSIENT);
        assertThat(listed()).containsExactly(identity);
        ended(
                it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-uninstall", identity.name(), null),
                ErrorCode.UNKNOWN_AGENT);
        assertThat(listed()).isEmpty();
    }

    @Test
    void agentWhoseInstallHasFailedIsListedNoMore() {
        var failed = it.fleet.easy().install(SN, "beat", "", "", it.fleet.time().now());
        var late = it.fleet.easy().install(SN, "wing", "", "", it.fleet.time().now());
        var back = it.fleet.easy().install(SN, "leg", "", "", it.fleet.time().now());
        ended(it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", failed.name(), null), ErrorCode.AGENT);
        ended(
                it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", late.name(), null),
                ErrorCode.DEADLINE_EXCEEDED);
        it.fleet
                .jobs()
                .cancel(
                        Caller.LOCAL,
                        it.fleet
                                .jobs()
                                .enqueue(Caller.LOCAL, SN, "script-install", back.name(), null)
                                .id());
        assertThat(listed()).isEmpty();
        assertThat(it.fleet.easy().agent(failed.agentId()).removed()).isTrue();

        it.fleet.reports().report(report(agent(failed.name(), "running", 5)));
        assertThat(listed()).as("there after all").containsExactly(failed);
    }

    /** As one that is asked for a second time. */
    @Test
    void agentThatIsThereStaysListedWhateverBecomesOfAnInstall() {
        var there = it.fleet.easy().install(SN, "beat", "", "", it.fleet.time().now());
        it.fleet.reports().report(report(agent(there.name(), "running", 5)));
        var job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "install", there.name(), null);
        it.fleet.delivery().fail(List.of(job.id()), 105, "there already");
        assertThat(it.fleet.easy().agent(there.agentId()).removed()).isFalse();
        assertThat(listed()).containsExactly(there);
    }

    @Test
    void agentThatASidecarMayHaveInstalledStaysListed() {
        register(it.fleet.hosts().get(SN), sidecar(SN, true));
        var silent = install("beat", 203, "no answer");
        var failed = install("wing", 400, "exit code 1");
        install("leg", 200, "the stream was cut before the command could be written");
        install("arm", 102, "Booter has no such command");
        assertThat(listed()).containsExactly(silent, failed);
    }

    private AgentIdentity install(String name, int errcode, String message) {
        var agent = it.fleet.easy().install(SN, name, "", "", it.fleet.time().now());
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "script-install", agent.name(), null);
        it.fleet.delivery().fail(List.of(job.id()), errcode, message);
        return agent;
    }

    private List<AgentIdentity> listed() {
        return it.fleet.easy().agents(SN, Slice.FIRST, it.fleet.time().now()).items();
    }

    private void ended(FleetJob job, ErrorCode code) {
        it.fleet
                .reports()
                .report(new Report().results(result(job.id(), code.number())).build());
        assertThat(it.fleet.jobs().get(job.id()).errcode()).isEqualTo(code.number());
    }

    @Test
    void agentThatIsOnlyReportedIsGivenAnId() {
        it.fleet.reports().report(report(agent("node", "running", 5)));
        var listed =
                it.fleet.easy().agents(null, Slice.FIRST, it.fleet.time().now()).items();
        assertThat(listed).extracting(AgentIdentity::name).containsExactly("node");
        assertThat(it.fleet
                        .easy()
                        .agents(SN, Slice.FIRST, it.fleet.time().now())
                        .items())
                .isEqualTo(listed);
        assertThat(it.fleet.easy().agent(SN, "node", it.fleet.time().now())).isEqualTo(listed.get(0));
    }

    @Test
    void agentNamedAsNoHostHasAnIdOfItsOwn() {
        // All zeros are the host itself on the wire.
        String nil = "00000000-0000-0000-0000-000000000000";
        assertThat(it.fleet.easy().idOn(SN, nil, it.fleet.time().now())).isNotEqualTo(nil);
    }

    @Test
    void agentThatIsReportedByAnIdKeepsIt() {
        String id = "11111111-2222-3333-4444-555555555555";
        it.fleet.reports().report(report(agent(id, "running", 5)));
        assertThat(it.fleet
                        .easy()
                        .agents(SN, Slice.FIRST, it.fleet.time().now())
                        .items())
                .extracting(AgentIdentity::agentId, AgentIdentity::name)
                .containsExactly(tuple(id, id));
        assertThat(it.fleet.easy().idOn(SN, id, it.fleet.time().now())).isEqualTo(id);
    }

    private void number(FleetJob job, double done, int errcode, String message) {
        var result = new NumberedResult(job.seq(), done, errcode, message);
        it.fleet.reports().take(List.of(HostNews.of(it.fleet.hosts().get(SN), List.of(result), List.of())));
    }

    private void numbers(FleetJob... done) {
        var results = Stream.of(done)
                .map(job -> new NumberedResult(job.seq(), 1, 0, ""))
                .toList();
        it.fleet.reports().take(List.of(HostNews.of(it.fleet.hosts().get(SN), results, List.of())));
    }

    private List<String> statuses() {
        return it.fleet.agents().list(AgentFilter.of(SN), Slice.FIRST).items().stream()
                .map(HostAgent::status)
                .toList();
    }

    private static Sidecar sidecar(String agentsn, boolean original) {
        return new Sidecar(agentsn, original, "linux", "debian", "12", "x", 4, 1L << 34, 0, "10.0.0.1", "");
    }

    private Host saying(String agentsn, String version) {
        return new Host(
                agentsn,
                "web",
                version,
                "",
                0,
                0,
                List.of(),
                it.fleet.time().now(),
                it.fleet.time().now());
    }

    private void register(Host host, Sidecar sidecar) {
        it.fleet.easy().register(List.of(new Newcomer(host, sidecar, false)));
    }

    private static FleetJob cancelled(FleetJob job, Instant now) {
        return job.ended(JobStatus.CANCELLED, null, "", now);
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
