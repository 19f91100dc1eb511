package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.report;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.store.jdbc.TestFleet.Report;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
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
    void hostIsUpdated() {
        it.time.pass(Duration.ofMinutes(10));
        it.fleet
                .reports()
                .report(new Report()
                        .step(20)
                        .actions("stop", "ping", "stop", "Not An Action")
                        .build());
        Host host = it.fleet.hosts().get(SN);
        assertThat(host.version()).isEqualTo("bootagent-1.2.4-x86_64");
        assertThat(host.uptime()).isEqualTo(1234);
        assertThat(host.step()).isEqualTo(20);
        assertThat(host.actions()).containsExactly("ping", "stop");
        assertThat(host.lastSeen()).isEqualTo(it.fleet.time().now());
        assertThat(host.firstSeen()).isEqualTo(it.fleet.time().now().minus(Duration.ofMinutes(10)));
    }

    @Test
    void unknownHostIsAdmitted() {
        String lost = "aaaaaaaa-5a2c-43c5-ab90-96721451b4ec";
        it.fleet
                .reports()
                .report(new Report().from(lost).agents(agent("a", "running", 5)).build());
        assertThat(it.fleet.hosts().get(lost).hostname()).isEqualTo("web1");
        assertThat(agents(lost)).extracting(HostAgent::name).containsExactly("a");
    }

    @Test
    void reportWithoutSerialNumberIsRefused() {
        assertThatThrownBy(
                        () -> it.fleet.reports().report(new Report().from("7").build()))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("agentsn");
    }

    @Test
    void hostIsOnlineForThreeSteps() {
        it.fleet.reports().report(new Report().step(10).build());
        it.time.pass(Duration.ofSeconds(29));
        assertThat(online()).containsExactly(SN);
        assertThat(it.fleet.hosts().counts().online()).isEqualTo(1);
        it.time.pass(Duration.ofSeconds(1));
        assertThat(online()).isEmpty();
        assertThat(it.fleet.hosts().counts().online()).isZero();
        assertThat(it.fleet.hosts().get(SN).online(it.fleet.time().now())).isFalse();
    }

    @Test
    void agentsOfTheReportReplaceThoseOfTheHost() {
        it.fleet.reports().report(report(agent("a", "running", 10), agent("b", "stopped", 0)));
        it.fleet.reports().report(report(agent("b", "stoped", 0), agent("c", "fatal", 0)));
        assertThat(agents(SN)).extracting(HostAgent::name).containsExactly("b", "c");
        assertThat(it.fleet.hosts().counts().agents()).isEqualTo(java.util.Map.of("stoped", 1L, "fatal", 1L));
    }

    @Test
    void stoppedIsReadAndStopedIsWritten() {
        it.fleet.reports().report(report(agent("b", "stopped", 0)));
        assertThat(agents(SN)).extracting(HostAgent::status).containsExactly("stoped");
        var stopped = new AgentFilter(null, null, "stopped");
        assertThat(it.fleet.agents().list(stopped, Slice.FIRST).items()).hasSize(1);
    }

    @Test
    void unchangedAgentsAreNotWrittenAgainWhileTheirUptimeGrows() {
        it.fleet.reports().report(report(agent("a", "running", 10)));
        Instant first = it.fleet.time().now();
        it.time.pass(Duration.ofMinutes(10));
        it.fleet.reports().report(report(agent("a", "running", 609)));
        HostAgent agent = agents(SN).get(0);
        assertThat(agent.changed()).isEqualTo(first);
        assertThat(agent.reported()).isEqualTo(it.fleet.time().now());
        assertThat(agent.uptime()).isEqualTo(610);
    }

    @Test
    void restartedAgentIsSeenByItsUptimeAlone() {
        it.fleet.reports().report(report(agent("a", "running", 1000)));
        it.time.pass(Duration.ofMinutes(10));
        it.fleet.reports().report(report(agent("a", "running", 30)));
        assertThat(agents(SN).get(0).changed()).isEqualTo(it.fleet.time().now());
        assertThat(agents(SN).get(0).uptime()).isEqualTo(30);
    }

    @Test
    void agentOfOurOwnIsKeptWhole() {
        it.fleet
                .reports()
                .report(report(
                        new StatusReport.Agent("a", "1", "running", 3, "backoff", 77, 4, "1-abc", "exit code 3")));
        HostAgent agent = agents(SN).get(0);
        assertThat(agent)
                .extracting(
                        HostAgent::state,
                        HostAgent::pid,
                        HostAgent::restarts,
                        HostAgent::release,
                        HostAgent::reason,
                        HostAgent::started)
                .containsExactly(
                        "backoff",
                        77L,
                        4,
                        "1-abc",
                        "exit code 3",
                        it.fleet.time().now().minusSeconds(3));
    }

    @Test
    void whatAnAgentIsHeldToAndHowItFaresIsKept() {
        it.fleet.reports().report(report(held("unhealthy", "connection refused")));
        HostAgent agent = agents(SN).get(0);
        assertThat(agent.limits()).containsExactly(entry("CPU", "10%"), entry("memory", "20M"));
        assertThat(agent.mechanism()).isEqualTo("cgroup-v1");
        assertThat(agent.health()).isEqualTo("unhealthy");
        assertThat(agent.healthReason()).isEqualTo("connection refused");

        it.time.pass(Duration.ofMinutes(10));
        it.fleet.reports().report(report(held("unhealthy", "connection refused")));
        assertThat(agents(SN).get(0).changed()).isEqualTo(agent.changed());
        it.fleet.reports().report(report(held("healthy", "")));
        assertThat(agents(SN).get(0).changed()).isEqualTo(it.fleet.time().now());
    }

    private static StatusReport.Agent held(String health, String why) {
        var limits = Map.of("memory", "20M", "CPU", "10%");
        return new StatusReport.Agent(
                "a", "1", "running", 0, "running", 77, 0, "1-abc", "", limits, "cgroup-v1", health, why);
    }

    @Test
    void wrongFieldsOfAnAgentAreBoundedAndDoNotHarmTheOthers() {
        String monster = "x".repeat(100_000);
        it.fleet
                .reports()
                .report(report(
                        agent(null, "running", 1),
                        agent("n".repeat(129), "running", 1),
                        new StatusReport.Agent(
                                "a",
                                monster,
                                monster,
                                Long.MAX_VALUE,
                                monster,
                                -5,
                                -5,
                                monster,
                                "\0" + monster,
                                IntStream.range(0, 1000)
                                        .boxed()
                                        .collect(Collectors.toMap(i -> i + monster, i -> monster)),
                                monster,
                                monster,
                                monster),
                        agent("b", "running", -1)));
        assertThat(agents(SN)).extracting(HostAgent::name).containsExactly("a", "b");
        HostAgent bounded = agents(SN).get(0);
        assertThat(bounded.version()).hasSize(256).endsWith("…");
        assertThat(bounded.reason()).hasSize(1024).doesNotContain("\0");
        assertThat(bounded.limits()).hasSizeBetween(1, 16);
        assertThat(bounded.mechanism()).hasSize(32);
        assertThat(bounded.health()).hasSize(32);
        assertThat(bounded.healthReason()).hasSize(1024);
        assertThat(bounded.pid()).isZero();
        assertThat(bounded.uptime()).isZero();
    }

    @Test
    void agentGivenTwiceIsTakenOnce() {
        it.fleet.reports().report(report(agent("a", "running", 1), agent("a", "fatal", 0)));
        assertThat(agents(SN)).extracting(HostAgent::status).containsExactly("fatal");
    }

    @Test
    void eventIsKeptOnceHoweverOftenItIsSent() {
        var event = new StatusReport.Event("e1", 1_700_000_000.25, "a", "abnormal-exit", "exit code 1");
        it.fleet.reports().report(new Report().events(event, event).build());
        it.time.pass(Duration.ofSeconds(9));
        it.fleet.reports().report(new Report().events(event).build());
        assertThat(events())
                .containsExactly(new FleetEvent(
                        "e1",
                        SN,
                        "a",
                        "abnormal-exit",
                        "exit code 1",
                        Instant.ofEpochMilli(1_700_000_000_250L),
                        it.fleet.time().now().minusSeconds(9)));
    }

    @Test
    void sameEventIdOfAnotherHostIsAnotherEvent() {
        var event = new StatusReport.Event("e1", 1, "a", "killed", "");
        it.fleet.reports().report(new Report().events(event).build());
        it.fleet
                .reports()
                .report(new Report()
                        .from("aaaaaaaa-5a2c-43c5-ab90-96721451b4ec")
                        .events(event)
                        .build());
        assertThat(events()).hasSize(2);
    }

    @Test
    void eventWithoutTimeHappenedWhenItWasReceivedAndOneWithoutIdIsLeftOut() {
        it.fleet
                .reports()
                .report(new Report()
                        .events(
                                new StatusReport.Event(null, 5, "a", "killed", ""),
                                new StatusReport.Event("e2", Double.NaN, null, null, null))
                        .build());
        assertThat(events())
                .extracting(FleetEvent::time)
                .containsExactly(it.fleet.time().now());
    }

    @Test
    void onlyWhatNoLaterReportBringsAgainWaitsForTheDisk() {
        it.fleet.reports().report(report(agent("a", "running", 1)));
        int before = it.syncs.get();
        it.fleet.reports().report(report(agent("a", "fatal", 0)));
        assertThat(it.syncs).hasValue(before);
        it.fleet
                .reports()
                .report(new Report()
                        .events(new StatusReport.Event("e", 1, "a", "killed", ""))
                        .build());
        assertThat(it.syncs).hasValue(before + 1);
        it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        assertThat(it.syncs).hasValue(before + 2);
    }

    @Test
    void forgottenHostComesBackWithItsNextReport() {
        it.fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        it.fleet
                .reports()
                .report(new Report()
                        .agents(agent("a", "running", 1))
                        .events(new StatusReport.Event("e", 1, "a", "killed", ""))
                        .build());
        it.fleet.registry().remove(Caller.LOCAL, SN);
        assertThatThrownBy(() -> it.fleet.hosts().get(SN)).isInstanceOf(FleetException.class);
        assertThatThrownBy(() -> it.fleet.registry().remove(Caller.LOCAL, SN)).isInstanceOf(FleetException.class);
        assertThat(it.fleet.hosts().counts().events()).isZero();
        assertThat(it.fleet.reports().report(report()).jobs()).isEmpty();
        assertThat(it.fleet.hosts().get(SN).hostname()).isEqualTo("web1");
    }

    private List<HostAgent> agents(String agentsn) {
        return it.fleet.agents().list(AgentFilter.of(agentsn), Slice.FIRST).items();
    }

    private List<FleetEvent> events() {
        return it.fleet.events().list(EventFilter.ALL, Slice.FIRST).items();
    }

    private List<String> online() {
        return it.fleet.hosts().list(new HostFilter(null, null, true), Slice.FIRST).items().stream()
                .map(Host::agentsn)
                .toList();
    }
}
