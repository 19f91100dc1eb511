package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.SilentGateway;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicateTest {
    @TempDir
    Path home;

    private TestFleet it;

    @BeforeEach
    void open() {
        it = new TestFleet(home).withHost();
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void hostThatIsStartedAnewIsNone() {
        job();
        for (String run : List.of("a", "b", "b", "c", "d")) {
            assertThat(jobs(run)).as(run).isEqualTo(1);
        }
        assertThat(it.fleet.presence().duplicate(SN)).isFalse();
        assertThat(events()).isEmpty();
    }

    @Test
    void hostThatDoesNotSayWhichRunItIsIsNone() {
        job();
        for (String run : List.of("", "a", "", "a", "")) {
            assertThat(jobs(run)).as(run).isEqualTo(1);
        }
        assertThat(it.fleet.presence().duplicates()).isZero();
    }

    @Test
    void twoThatReportInTurnGetNoJobsUntilOneIsSilent() {
        FleetJob job = job();
        assertThat(jobs("a")).isEqualTo(1);
        assertThat(jobs("b")).as("it may be the same host, started anew").isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            it.time.pass(Duration.ofMinutes(5));
            assertThat(jobs("a")).isZero();
            it.time.pass(Duration.ofMinutes(5));
            assertThat(jobs("b")).isZero();
        }
        assertThat(it.fleet.presence().duplicate(SN)).isTrue();
        assertThat(it.fleet.presence().duplicates()).isEqualTo(1);
        assertThat(it.fleet.delivery().due(List.of(SN), true)).isEmpty();
        assertThat(events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("duplicate-host");
            assertThat(event.detail()).contains("web1", "900 s", "remove its metafile.json and metafile.json.previous");
        });

        it.time.pass(Duration.ofMinutes(10));
        assertThat(jobs("b")).isZero();
        it.time.pass(Duration.ofMinutes(5));
        assertThat(jobs("b"))
                .as("the other has been silent for a step and five minutes")
                .isEqualTo(1);
        assertThat(it.fleet.presence().duplicate(SN)).isFalse();
        assertThat(it.fleet.jobs().get(job.id()).attempts()).isEqualTo(3);
    }

    @Test
    void whatIsAskedMeanwhileWaitsThoughTheHostIsReached() {
        it.fleet.feed().connect(new SilentGateway(agentsn -> true));
        assertThat(job().status()).isEqualTo(JobStatus.SENT);
        it.fleet.presence().suspect(SN);
        assertThat(it.fleet.presence().duplicate(SN)).as("it is not certain").isFalse();
        assertThat(job().status()).isEqualTo(JobStatus.QUEUED);
        it.time.pass(Duration.ofSeconds(10));
        assertThat(job().status()).isEqualTo(JobStatus.SENT);
    }

    @Test
    void hundredCopiesOfAnImageAreFound() {
        for (int round = 0; round < 2; round++) {
            for (int n = 0; n < 100; n++) {
                jobs("run " + n);
            }
        }
        assertThat(it.fleet.presence().duplicate(SN)).isTrue();
        assertThat(events()).hasSize(1);
    }

    @Test
    void restartOfBooterStillHoldsTheirJobsBack() {
        inTurn();
        FleetJob job = job();
        restart();
        assertThat(it.fleet.presence().duplicate(SN)).isTrue();
        assertThat(it.fleet.delivery().due(List.of(SN), true)).isEmpty();
        assertThat(jobs("a")).isZero();
        it.time.pass(Duration.ofMinutes(9));
        assertThat(jobs("b")).isZero();
        it.time.pass(Duration.ofMinutes(9));
        assertThat(jobs("a")).as("both are still there").isZero();
        it.time.pass(Duration.ofMinutes(14));
        assertThat(jobs("a")).isZero();
        assertThat(events()).as("known before").hasSize(1);

        it.time.pass(Duration.ofMinutes(1));
        assertThat(jobs("a")).as("the other is gone").isEqualTo(1);
        assertThat(it.fleet.jobs().get(job.id()).attempts()).isEqualTo(1);
        restart();
        assertThat(it.fleet.presence().duplicates()).isZero();
        assertThat(jobs("a")).isEqualTo(1);
    }

    @Test
    void hostWhoseCopyWentWhileBooterWasAwayGetsItsJobs() {
        inTurn();
        job();
        restart();
        assertThat(jobs("a")).isZero();
        it.time.pass(Duration.ofMinutes(24));
        assertThat(jobs("a")).isZero();
        it.time.pass(Duration.ofMinutes(1));
        assertThat(jobs("a")).as("a step, another, and five minutes").isEqualTo(1);
        assertThat(it.fleet.presence().duplicate(SN)).isFalse();
    }

    @Test
    void pairThatCouldNotBeStoredIsStoredWithTheNextReport() throws SQLException {
        jobs("a");
        jobs("b");
        execute("ALTER TABLE event RENAME TO not_there");
        assertThatThrownBy(() -> jobs("a")).hasMessageContaining("EVENT");
        assertThat(it.fleet.presence().duplicate(SN)).as("held nevertheless").isTrue();
        execute("ALTER TABLE not_there RENAME TO event");
        assertThat(events()).isEmpty();
        jobs("a");
        assertThat(events()).hasSize(1);
        restart();
        assertThat(it.fleet.presence().duplicate(SN)).isTrue();
    }

    @Test
    void hostThatIsRemovedIsForgotten() {
        inTurn();
        it.fleet.registry().remove(Caller.LOCAL, SN);
        assertThat(it.fleet.presence().duplicate(SN)).isFalse();
        restart();
        assertThat(it.fleet.presence().duplicates()).isZero();
    }

    private void inTurn() {
        for (String run : List.of("a", "b", "a")) {
            jobs(run);
        }
        assertThat(it.fleet.presence().duplicate(SN)).isTrue();
    }

    private void restart() {
        it.close();
        it = new TestFleet(home, it.time);
    }

    private void execute(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(Database.embedded(home), "booter", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private FleetJob job() {
        return it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "web", null);
    }

    private int jobs(String run) {
        return it.fleet
                .reports()
                .report(new TestFleet.Report().instance(run).build())
                .jobs()
                .size();
    }

    private List<FleetEvent> events() {
        return it.fleet.events().list(EventFilter.ALL, new Slice(10, 0)).items();
    }
}
