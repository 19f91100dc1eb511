package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.Newcomer;
import org.bootagent.booter.fleet.easyagent.Registered;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.service.FleetBounds;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** There is so much of everything that others bring, and no more. */
class BoundsTest {
    private static final String FROM = "192.0.2.1";
    private static final FleetBounds FEW = new FleetBounds(3, 8, 5);

    @TempDir
    Path home;

    private TestFleet it;

    @BeforeEach
    void open() {
        it = TestFleet.bounded(home, FEW);
    }

    @AfterEach
    void close() {
        it.close();
    }

    @Test
    void oneAddressBringsSoManyNewHostsInAnHour() {
        for (int i = 0; i < 3; i++) {
            it.fleet.registry().register(new RegisterRequest("h", null), FROM);
        }
        refused(
                () -> it.fleet.registry().register(new RegisterRequest("h", null), FROM),
                "3 new hosts have come from " + FROM);
        refused(() -> it.fleet.reports().report(from(UUID.randomUUID()), FROM), "3 new hosts");
        assertThat(it.fleet.hosts().counts().hosts()).isEqualTo(3);
        it.fleet.registry().register(new RegisterRequest("h", null), "192.0.2.2");
        it.time.pass(Duration.ofHours(1));
        it.fleet.registry().register(new RegisterRequest("h", null), FROM);
    }

    @Test
    void whoIsKnownReportsHoweverManyHaveCome() {
        var first = UUID.randomUUID();
        it.fleet.reports().report(from(first), FROM);
        for (int i = 0; i < 20; i++) {
            it.fleet.reports().report(from(first), FROM);
        }
        it.fleet.reports().report(from(UUID.randomUUID()), FROM);
    }

    @Test
    void oneNetworkOfLongAddressesIsOneAddress() {
        for (int i = 1; i < 4; i++) {
            it.fleet.registry().register(new RegisterRequest("h", null), "[2001:db8:0:1:0:0:0:" + i + "]");
        }
        refused(
                () -> it.fleet.registry().register(new RegisterRequest("h", null), "2001:db8:0:1:aaaa:0:0:9"),
                "from 2001:db8:0:1:aaaa");
        it.fleet.registry().register(new RegisterRequest("h", null), "2001:db8:0:2:0:0:0:1");
    }

    @Test
    void inAllThereAreSoManyHosts() {
        for (int i = 0; i < 8; i++) {
            it.fleet.registry().register(new RegisterRequest("h", null), "192.0.2." + i);
        }
        refused(
                () -> it.fleet.registry().register(new RegisterRequest("h", null), "192.0.2.9"),
                "raise booter.fleet/hosts");
        refused(() -> it.fleet.registry().announce(Caller.LOCAL, "h", null), "raise booter.fleet/hosts");
        refused(() -> it.fleet.reports().report(from(UUID.randomUUID()), "192.0.2.9"), "raise booter.fleet/hosts");
        it.fleet
                .registry()
                .remove(
                        Caller.LOCAL,
                        it.fleet
                                .hosts()
                                .list(HostFilter.ALL, Slice.FIRST)
                                .items()
                                .get(0)
                                .agentsn());
        it.fleet.registry().announce(Caller.LOCAL, "h", null);
    }

    @Test
    void hostsOnTheStreamAreBoundedAsOthersAre() {
        var registered = it.fleet
                .easy()
                .register(IntStream.range(0, 5).mapToObj(i -> newcomer()).toList());
        assertThat(registered.stream().filter(one -> one.host() != null)).hasSize(3);
        assertThat(registered.stream().map(Registered::full).skip(3))
                .allSatisfy(why -> assertThat(why).contains("3 new hosts have come from " + FROM));
    }

    @Test
    void oneHostHasSoManyOpenJobs() {
        it.withHost();
        var jobs = IntStream.range(0, 5)
                .mapToObj(i -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a" + i, null))
                .toList();
        refused(
                () -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "b", null),
                "has 5 jobs or more that have no result");
        refused(() -> it.fleet.jobs().enqueueAll(Caller.LOCAL, List.of(SN), "stop", "b", null), "has 5 jobs or more");
        it.fleet
                .reports()
                .report(new Report().results(result(jobs.get(0).id(), 0)).build());
        it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "b", null);
    }

    @Test
    void allHostsAreThoseThatHaveRoom() {
        it.withHost();
        String other =
                it.fleet.registry().register(new RegisterRequest("h", null)).agentsn();
        IntStream.range(0, 5).forEach(i -> it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a" + i, null));
        assertThat(it.fleet.jobs().enqueueAll(Caller.LOCAL, null, "stop", "b", null))
                .extracting(FleetJob::agentsn)
                .containsExactly(other);
    }

    @Test
    void whatManyAreAskedIsKeptOnce() throws Exception {
        it.withHost();
        IntStream.range(0, 7).forEach(i -> it.fleet.registry().register(new RegisterRequest("h", null)));
        String script = "{\"script\":\"" + "x".repeat(10_000) + "\"}";
        var asked = it.fleet.jobs().enqueueAll(Caller.LOCAL, null, "exec", "", script);
        assertThat(asked)
                .hasSize(8)
                .allSatisfy(job -> assertThat(job.parameters()).isEqualTo(script));
        assertThat(number("SELECT SUM(LENGTH(parameters)) FROM job")).isZero();
        assertThat(number("SELECT SUM(LENGTH(parameters)) FROM job_parameters")).isEqualTo(script.length());

        assertThat(it.fleet.jobs().get(asked.get(3).id()).parameters()).isEqualTo(script);
        assertThat(it.fleet.jobs().get(asked.get(3).seq()).parameters()).isEqualTo(script);
        assertThat(it.fleet.jobs().list(JobFilter.ALL, Slice.FIRST).items())
                .hasSize(8)
                .allSatisfy(job -> assertThat(job.parameters()).isEqualTo(script));
        assertThat(it.fleet
                        .reports()
                        .report(report())
                        .jobs()
                        .get(0)
                        .path("script")
                        .asText())
                .hasSize(10_000);
        var sent = it.fleet.delivery().due(asked.stream().map(FleetJob::agentsn).toList(), true);
        assertThat(sent)
                .hasSize(8)
                .allSatisfy(job -> assertThat(job.parameters()).isEqualTo(script));

        // Hosts that registered and never reported go with their jobs.
        String last = asked.stream()
                .filter(job -> job.agentsn().equals(SN))
                .findFirst()
                .orElseThrow()
                .id();
        it.time.pass(Duration.ofDays(90));
        it.store.<Integer>inTransaction(tx -> tx.prune(it.fleet.time().now()));
        assertThat(number("SELECT COUNT(*) FROM job")).isEqualTo(1);
        assertThat(it.fleet.jobs().get(last).parameters())
                .as("of one that is not over")
                .isEqualTo(script);
        it.fleet.delivery().fail(List.of(last), 1, "over");
        it.time.pass(Duration.ofDays(90));
        it.store.<Integer>inTransaction(tx -> tx.prune(it.fleet.time().now()));
        assertThat(number("SELECT COUNT(*) FROM job_parameters")).isZero();
    }

    @Test
    void whatOneIsAskedIsKeptInItsRow() throws Exception {
        it.withHost();
        it.fleet.jobs().enqueue(Caller.LOCAL, SN, "exec", "", "{\"script\":\"" + "x".repeat(10_000) + "\"}");
        it.fleet.jobs().enqueueAll(Caller.LOCAL, null, "exec", "", "{\"script\":\"id\"}");
        assertThat(number("SELECT COUNT(*) FROM job_parameters")).isZero();
    }

    @Test
    void statusesAreTheWiresWordsAndOneMore() throws Exception {
        it.withHost();
        var agents = IntStream.range(0, 500)
                .mapToObj(i -> agent("a" + i, "made up " + i, 0))
                .toArray(StatusReport.Agent[]::new);
        it.fleet.reports().report(report(agents));
        assertThat(it.fleet.hosts().counts().agents()).containsOnly(Map.entry(HostAgent.UNKNOWN, 500L));
        execute("UPDATE agent SET status = 'as an older Booter took it' WHERE name = 'a7'");
        assertThat(it.fleet.hosts().counts().agents()).containsOnly(Map.entry(HostAgent.UNKNOWN, 500L));
        it.fleet.reports().report(report(agent("a", "stopped", 0), agent("b", "running", 0), agent("c", "fatal", 0)));
        assertThat(it.fleet.hosts().counts().agents().keySet()).containsExactlyInAnyOrder("stoped", "running", "fatal");
    }

    @Test
    void oneReportSaysSoMuch() {
        it.withHost();
        var agents = Collections.nCopies(2_001, agent("a", "running", 0)).toArray(StatusReport.Agent[]::new);
        invalid(new Report().agents(agents), "2001 agents, most is 2000");
        var results = Collections.nCopies(10_001, result("j", 0)).toArray(StatusReport.Result[]::new);
        invalid(new Report().results(results), "10001 results of jobs, most is 10000");
        var events = Collections.nCopies(2_001, new StatusReport.Event("e", 1, "a", "killed", ""))
                .toArray(StatusReport.Event[]::new);
        invalid(new Report().events(events), "2001 events, most is 2000");
    }

    private void invalid(Report report, String why) {
        assertThatThrownBy(() -> it.fleet.reports().report(report.build()))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining(why);
    }

    private static void refused(Runnable asked, String why) {
        assertThatThrownBy(asked::run)
                .isInstanceOfSatisfying(
                        FleetException.class, e -> assertThat(e.kind()).isEqualTo(FleetException.Kind.LIMIT))
                .hasMessageContaining(why);
    }

    private static StatusReport from(UUID host) {
        return new Report().from(host.toString()).build();
    }

    private Newcomer newcomer() {
        String agentsn = UUID.randomUUID().toString();
        var now = it.fleet.time().now();
        var host = new Host(agentsn, "h", "v", "", 60, 0, List.of(), now, now);
        return new Newcomer(host, Sidecar.unknown(agentsn), true, null, FROM);
    }

    private long number(String query) throws SQLException {
        try (var connection = DriverManager.getConnection(Database.embedded(home), "booter", "");
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String update) throws SQLException {
        try (var connection = DriverManager.getConnection(Database.embedded(home), "booter", "")) {
            connection.createStatement().execute(update);
        }
    }
}
