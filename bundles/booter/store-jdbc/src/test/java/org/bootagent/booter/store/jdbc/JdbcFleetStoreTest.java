package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TimeZone;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.service.FleetCounts;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbcFleetStoreTest {
    @TempDir
    Path home;

    @Test
    void everythingIsThereAfterReopening() {
        FleetJob job;
        Host host;
        FleetCounts counts;
        try (var it = new TestFleet(home, new Welcome("k=v", "", 0)).withHost()) {
            job = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "install", "node", "{\"url\":\"http://x/y\"}");
            it.fleet
                    .reports()
                    .report(new Report()
                            .agents(agent("a", "running", 5))
                            .events(new StatusReport.Event("e", 1, "a", "killed", "memory"))
                            .build());
            job = it.fleet.jobs().get(job.id());
            host = it.fleet.hosts().get(SN);
            counts = it.fleet.hosts().counts();
        }
        try (var it = new TestFleet(home)) {
            assertThat(it.fleet.jobs().get(job.id())).isEqualTo(job);
            assertThat(it.fleet.hosts().get(SN)).isEqualTo(host);
            assertThat(it.fleet.hosts().counts()).isEqualTo(counts);
            assertThat(counts.jobs()).containsEntry(JobStatus.SENT, 1L).containsEntry(JobStatus.DONE, 0L);
        }
        assertThat(home.resolve("db/booter.mv.db")).exists();
    }

    /** In Berlin the clock of the test stands in the hour that comes twice. */
    @Test
    void timesAreTheSameWhateverTheLocalTime() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        try (var it = new TestFleet(home).withHost()) {
            for (int hour = 0; hour < 3; hour++) {
                it.fleet.reports().report(report());
                assertThat(it.fleet.hosts().get(SN).lastSeen())
                        .isEqualTo(it.fleet.time().now());
                it.time.pass(Duration.ofHours(1));
            }
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void failedWorkLeavesNothing() {
        try (var it = new TestFleet(home).withHost()) {
            assertThatThrownBy(() -> it.store.inTransaction(tx -> {
                        tx.jobs()
                                .add(List.of(FleetJob.queued(
                                        "j",
                                        SN,
                                        Caller.LOCAL,
                                        new JobRequest("stop", "a", "{}"),
                                        it.fleet.time().now())));
                        assertThat(tx.jobs().find("j")).isPresent();
                        throw new IllegalStateException("the fault");
                    }))
                    .hasMessage("the fault");
            assertThat(it.store.<Boolean>inTransaction(tx -> tx.jobs().find("j").isEmpty()))
                    .isTrue();
        }
    }

    @Test
    void hostsAreFoundByNameNumberAndTag() {
        try (var it = new TestFleet(home, new Welcome("svc=ecs,cmpt=DB", "", 0))) {
            it.fleet.registry().register(new RegisterRequest("Web_1", SN));
            it.fleet.registry().register(new RegisterRequest("db%2", null));
            assertThat(found(it, "web", null)).containsExactly("Web_1");
            assertThat(found(it, "_", null)).containsExactly("Web_1");
            assertThat(found(it, "%", null)).containsExactly("db%2");
            assertThat(found(it, "5A2C-43c5", null)).containsExactly("Web_1");
            assertThat(found(it, null, "cmpt=DB")).hasSize(2);
            assertThat(found(it, null, "cmpt=D")).isEmpty();
            assertThat(it.fleet.hosts().list(HostFilter.ALL, new Slice(1, 0)).total())
                    .isEqualTo(2);
        }
    }

    @Test
    void oldHistoryGoesAndWhatIsUnfinishedStays() {
        try (var it = new TestFleet(home).withHost()) {
            it.fleet.registry().register(new RegisterRequest("ghost", null));
            FleetJob done = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
            FleetJob waiting = it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "b", null);
            it.fleet
                    .reports()
                    .report(new Report()
                            .results(result(done.id(), 0))
                            .events(new StatusReport.Event("e", 1, "a", "killed", ""))
                            .build());
            assertThat(it.store.<Integer>inTransaction(
                            tx -> tx.prune(it.fleet.time().now())))
                    .isZero();
            it.time.pass(Duration.ofDays(90));
            assertThat(it.store.<Integer>inTransaction(
                            tx -> tx.prune(it.fleet.time().now())))
                    .isEqualTo(3);
            assertThat(it.fleet.jobs().list(JobFilter.ALL, Slice.FIRST).items())
                    .extracting(FleetJob::id)
                    .containsExactly(waiting.id());
            assertThat(found(it, null, null)).containsExactly("web1");
            assertThat(it.fleet.hosts().counts().events()).isZero();
        }
    }

    @Test
    void homeThatCannotBeWrittenIsNamed() throws Exception {
        Path file = Files.createFile(home.resolve("db"));
        assertThatThrownBy(() -> new TestFleet(home)).hasMessageContaining(file.toString());
    }

    private static List<String> found(TestFleet it, String text, String tag) {
        return it.fleet.hosts().list(new HostFilter(text, tag, null), Slice.FIRST).items().stream()
                .map(Host::hostname)
                .toList();
    }
}
