package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.report.HostNews;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports that say nothing new are not written, but for when they came, and that for many at once. */
class ContactsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path home;

    private TestFleet it;

    @BeforeEach
    void hostThatHasReported() {
        it = new TestFleet(home).withHost();
        it.fleet.reports().report(running());
    }

    @AfterEach
    void close() {
        it.fleet.core().close();
        it.close();
    }

    @Test
    void idleReportsWriteNothingAndAreSeenByWhoeverAsks() {
        int before = it.transactions.get();
        for (int i = 0; i < 1000; i++) {
            it.time.pass(SECOND);
            it.fleet.reports().report(running());
        }
        assertThat(it.transactions.get()).isEqualTo(before);
        assertThat(it.fleet.hosts().get(SN).lastSeen())
                .isEqualTo(it.fleet.time().now());
        assertThat(it.fleet.hosts().list(HostFilter.ALL, Slice.FIRST).items())
                .extracting(Host::lastSeen)
                .containsExactly(it.fleet.time().now());
        assertThat(it.fleet.agents().list(AgentFilter.of(SN), Slice.FIRST).items())
                .extracting(HostAgent::reported)
                .containsExactly(it.fleet.time().now());
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
    }

    @Test
    void lastSeenIsInTheStoreWithinTheLag() {
        it.fleet.core().writeContactsWithin(Duration.ofMillis(20));
        it.time.pass(SECOND);
        it.fleet.reports().report(running());
        await().atMost(Duration.ofMinutes(2))
                .until(() -> stored().lastSeen().equals(it.fleet.time().now()));
    }

    @Test
    void orderlyStopWritesWhatWasHeard() {
        it.fleet.core().writeContactsWithin(Duration.ofHours(1));
        it.time.pass(SECOND);
        it.fleet.reports().report(running());
        assertThat(stored().lastSeen()).isBefore(it.fleet.time().now());
        it.fleet.core().close();
        assertThat(stored().lastSeen()).isEqualTo(it.fleet.time().now());
    }

    @Test
    void jobThatWaitsGoesOutWithTheNextIdleReport() {
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        assertThat(it.fleet.reports().report(running()).jobs()).hasSize(1);
        assertThat(it.fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.SENT);
        it.fleet
                .reports()
                .report(new Report()
                        .agents(agent("a", "running", 0))
                        .results(result(job.id(), 0))
                        .build());
        assertThat(it.fleet.reports().report(running()).jobs()).isEmpty();
    }

    @Test
    void changeIsStoredAndTheWayBackToo() {
        it.fleet.reports().report(report(agent("a", "fatal", 0)));
        assertThat(status()).containsExactly("fatal");
        it.fleet.reports().report(running());
        assertThat(status()).containsExactly("running");
        it.fleet.reports().report(report());
        assertThat(status()).isEmpty();
        it.fleet.reports().report(running());
        assertThat(status()).containsExactly("running");
    }

    @Test
    void restartOfAnAgentThatLooksTheSameButForItsUptimeIsStored() {
        it.fleet.reports().report(report(agent("a", "running", 500)));
        it.time.pass(Duration.ofSeconds(60));
        it.fleet.reports().report(report(agent("a", "running", 560)));
        it.fleet.reports().report(report(agent("a", "running", 3)));
        assertThat(it.fleet.agents().list(AgentFilter.of(SN), Slice.FIRST).items())
                .extracting(HostAgent::started)
                .containsExactly(it.fleet.time().now().minusSeconds(3));
    }

    @Test
    void agentThatWasTakenOffByAJobIsListedAgainWhenItIsReported() {
        FleetJob job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "uninstall", "a", null);
        it.fleet.reports().report(running());
        it.fleet
                .reports()
                .report(new Report()
                        .agents(agent("a", "running", 0))
                        .results(result(job.id(), 0))
                        .build());
        assertThat(status()).as("its end is known").isEmpty();
        it.fleet.reports().report(running());
        assertThat(status()).as("and that it is there again").containsExactly("running");
    }

    @Test
    void hostThatWasRemovedComesBackWithItsNextReport() {
        it.fleet.reports().report(running());
        it.fleet.registry().remove(Caller.LOCAL, SN);
        it.fleet.reports().report(running());
        assertThat(status()).containsExactly("running");
    }

    /** By another node: this one is told of it when it writes. */
    @Test
    void hostThatWasRemovedBehindItsBackComesBack() {
        it.store.inTransaction(tx -> tx.hosts().remove(SN));
        it.fleet.reports().report(running());
        assertThat(it.fleet.hosts().counts().hosts()).isZero();
        it.fleet.reports().report(running());
        assertThat(status()).containsExactly("running");
    }

    @Test
    void connectedHostIsOnlineWhateverItsReportsSay() {
        connection(true);
        it.time.pass(SECOND);
        it.fleet.reports().report(new Report().step(1).build());
        it.time.pass(Duration.ofSeconds(100));
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
        it.time.pass(Duration.ofSeconds(100));
        assertThat(it.fleet.hosts().counts().online()).as("not confirmed").isZero();
    }

    @Test
    void lastWordOnAConnectionCounts() {
        connection(true);
        connection(false);
        assertThat(it.fleet.hosts().get(SN).online(it.fleet.time().now())).isFalse();
        assertThat(it.fleet.hosts().counts().online()).isZero();
        connection(true);
        assertThat(it.fleet.hosts().get(SN).online(it.fleet.time().now())).isTrue();
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
    }

    /** What a host said before its connection ended may be taken in after it. */
    @Test
    void whatWasSaidBeforeTheConnectionEndedDoesNotMakeAHostOnlineAgain() {
        Instant said = it.fleet.time().now();
        it.time.pass(SECOND);
        connection(false);
        take(said);
        assertThat(it.fleet.hosts().counts().online()).isZero();
        take(said);
        assertThat(it.fleet.hosts().counts().online()).isZero();
    }

    @Test
    void whatAHostHasSaidSinceItsConnectionEndedStays() {
        Host before = it.fleet.hosts().get(SN);
        it.time.pass(SECOND);
        take(it.fleet.time().now());
        it.fleet.presence().note(List.of(before), false);
        assertThat(it.fleet.hosts().get(SN).uptime()).isEqualTo(77);
        assertThat(it.fleet.hosts().get(SN).lastSeen())
                .isEqualTo(it.fleet.time().now());
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
    }

    private void take(Instant time) {
        var host = new Host(SN, "web1", "v", "", 600, 77, List.of(), time, time);
        it.fleet.reports().take(List.of(HostNews.of(host, List.of(), List.of())));
    }

    private void connection(boolean open) {
        Host host = it.fleet.hosts().get(SN);
        Instant now = it.fleet.time().now();
        it.fleet
                .presence()
                .note(List.of(new Host(SN, host.hostname(), host.version(), "", 600, 0, List.of(), now, now)), open);
    }

    private Host stored() {
        return it.store.inTransaction(tx -> tx.hosts().find(SN)).orElseThrow();
    }

    private List<String> status() {
        return it.fleet.agents().list(AgentFilter.of(SN), Slice.FIRST).items().stream()
                .map(HostAgent::status)
                .toList();
    }

    private static StatusReport running() {
        return report(agent("a", "running", 0));
    }
}
