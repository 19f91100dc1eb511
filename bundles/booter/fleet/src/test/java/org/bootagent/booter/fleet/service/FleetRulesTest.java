package org.bootagent.booter.fleet.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.FleetException;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.HostGateway;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.booter.fleet.store.MemoryStore;
import org.bootagent.wire.RegisterRequest;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fleet's rules for reports, jobs, duplicates and callers, on a store in memory. */
class FleetRulesTest {
    private static final String SN = "33c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final String OTHER = "44c5b8b4-5a2c-43c5-ab90-96721451b4ec";
    private static final int STEP = 10;

    private final Time time = new Time();
    private final FleetServices fleet =
            new FleetServices(new MemoryStore(), Welcome.PLAIN, time, new FleetBounds(0, 10, 2));

    @BeforeEach
    void registerHost() {
        fleet.registry().register(new RegisterRequest("web1", SN));
    }

    @Test
    void reportIsKeptAndAnsweredWithTheHostsJobs() {
        var job = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", "{\"force\":true}");
        assertThat(jobsOf(report(SN, "run1", List.of(), "beat"))).containsExactly(job.id());
        assertThat(fleet.agents().list(AgentFilter.of(SN), Slice.FIRST).items())
                .extracting(HostAgent::name)
                .containsExactly("beat");
        assertThat(fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.SENT);
        assertThat(jobsOf(report(SN, "run1", List.of(), "beat"))).containsExactly(job.id());
        assertThat(fleet.jobs().get(job.id()).attempts()).isEqualTo(2);
    }

    @Test
    void resultEndsItsJobOnce() {
        var ended = new ArrayList<FleetJob>();
        fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void finished(Collection<FleetJob> jobs) {
                ended.addAll(jobs);
            }
        });
        var job = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        report(SN, "run1", List.of());
        report(SN, "run1", List.of(new StatusReport.Result(job.id(), 401, "no", "stop", "beat")));
        report(SN, "run1", List.of(new StatusReport.Result(job.id(), 0, "yes", "stop", "beat")));
        assertThat(ended).containsExactly(fleet.jobs().get(job.id()));
        assertThat(ended.get(0).status()).isEqualTo(JobStatus.FAILED);
        assertThat(ended.get(0).errcode()).isEqualTo(401);
    }

    @Test
    void hostEndsNoJobOfAnother() {
        fleet.registry().register(new RegisterRequest("web2", OTHER));
        var job = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        report(SN, "run1", List.of());
        report(OTHER, "run2", List.of(new StatusReport.Result(job.id(), 0, "yes", "stop", "beat")));
        assertThat(fleet.jobs().get(job.id()).status()).isEqualTo(JobStatus.SENT);
    }

    @Test
    void jobSaysWhoAskedForIt() {
        var many = fleet.jobs().enqueueAll(Caller.host(SN), null, "stop", "beat", null);
        assertThat(many).extracting(FleetJob::createdBy).containsExactly("host:" + SN);
        assertThat(fleet.jobs().get(many.get(0).id()).createdBy()).isEqualTo("host:" + SN);
        report(SN, "run1", List.of());
        fleet.jobs().cancel(Caller.LOCAL, many.get(0).id());
        var cancel = fleet.jobs().list(JobFilter.of(SN), Slice.FIRST).items().get(0);
        assertThat(cancel.action()).isEqualTo("cancel");
        assertThat(cancel.createdBy()).isEqualTo("local");
        assertThat(fleet.jobs().get(many.get(0).id()).createdBy()).isEqualTo("host:" + SN);
    }

    @Test
    void queuedJobIsTakenBackAndASentOneIsNot() {
        var queued = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        assertThat(fleet.jobs().takeBack(Caller.BOOTER, queued.id()).status()).isEqualTo(JobStatus.CANCELLED);
        var sent = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        assertThat(jobsOf(report(SN, "run1", List.of()))).containsExactly(sent.id());
        assertThat(fleet.jobs().takeBack(Caller.BOOTER, sent.id()).status()).isEqualTo(JobStatus.SENT);
        assertKind(() -> fleet.jobs().cancel(Caller.LOCAL, queued.id()), FleetException.Kind.CONFLICT);
    }

    @Test
    void hostHasABoundOfOpenJobs() {
        fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "b", null);
        assertKind(() -> fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "c", null), FleetException.Kind.LIMIT);
        assertThat(fleet.jobs().enqueueAll(Caller.LOCAL, null, "stop", "c", null))
                .isEmpty();
        assertKind(() -> fleet.jobs().enqueue(Caller.LOCAL, OTHER, "stop", "c", null), FleetException.Kind.NOT_FOUND);
        assertKind(() -> fleet.jobs().enqueue(Caller.LOCAL, SN, "Stop!", "c", null), FleetException.Kind.INVALID);
    }

    @Test
    void gatewayDeliversJobsOfHostsThatItReaches() {
        var delivered = new ArrayList<FleetJob>();
        var disconnect = fleet.feed().connect(new HostGateway() {
            @Override
            public boolean reaches(String agentsn) {
                return agentsn.equals(SN);
            }

            @Override
            public void deliver(List<FleetJob> jobs) {
                delivered.addAll(jobs);
            }
        });
        var job = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "a", null);
        assertThat(delivered).containsExactly(job);
        assertThat(job.status()).isEqualTo(JobStatus.SENT);
        disconnect.run();
        assertThat(fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "b", null).status())
                .isEqualTo(JobStatus.QUEUED);
        assertThat(delivered).hasSize(1);
    }

    @Test
    void duplicateHostGetsNoJobsUntilOneIsSilent() {
        fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        report(SN, "run1", List.of());
        report(SN, "run2", List.of());
        assertThat(fleet.presence().duplicate(SN)).isFalse();
        assertThat(jobsOf(report(SN, "run1", List.of()))).isEmpty();
        assertThat(fleet.presence().duplicate(SN)).isTrue();
        assertThat(fleet.events().list(EventFilter.of(SN), Slice.FIRST).items())
                .extracting(FleetEvent::type)
                .containsExactly("duplicate-host");
        time.pass(STEP * 6);
        assertThat(jobsOf(report(SN, "run1", List.of()))).hasSize(1);
        assertThat(fleet.presence().duplicates()).isZero();
    }

    @Test
    void removedHostTakesItsJobsWithItAndMayComeBack() {
        var removed = new ArrayList<String>();
        fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void removed(String agentsn) {
                removed.add(agentsn);
            }
        });
        var job = fleet.jobs().enqueue(Caller.LOCAL, SN, "stop", "beat", null);
        fleet.registry().remove(Caller.LOCAL, SN);
        assertThat(removed).containsExactly(SN);
        assertKind(() -> fleet.jobs().get(job.id()), FleetException.Kind.NOT_FOUND);
        assertKind(() -> fleet.registry().remove(Caller.LOCAL, SN), FleetException.Kind.NOT_FOUND);
        assertThat(jobsOf(report(SN, "run1", List.of()))).isEmpty();
        assertThat(fleet.hosts().get(SN).hostname()).isEqualTo("web1");
    }

    private List<JsonNode> report(String sn, String run, List<StatusReport.Result> results, String... agents) {
        time.pass(1);
        var reported = List.of(agents).stream()
                .map(name ->
                        new StatusReport.Agent(name, "1", "running", 5, null, 7, 0, null, null, Map.of(), "", "", ""))
                .toList();
        return fleet.reports()
                .report(new StatusReport(
                        "web1", sn, "bootagent-1", 5, 0, STEP, reported, results, List.of(), List.of(), List.of(), run))
                .jobs();
    }

    private static List<String> jobsOf(List<JsonNode> reply) {
        return reply.stream().map(job -> job.path("id").asText()).toList();
    }

    private static void assertKind(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, FleetException.Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FleetException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    /** A clock that moves when it is told. */
    private static final class Time extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
