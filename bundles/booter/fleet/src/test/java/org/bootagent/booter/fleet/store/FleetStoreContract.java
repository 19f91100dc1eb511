package org.bootagent.booter.fleet.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Page;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.easyagent.AgentIdentity;
import org.bootagent.booter.fleet.easyagent.Sidecar;
import org.bootagent.booter.fleet.event.EventFilter;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.HostFilter;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobFilter;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behaviour that every {@link FleetStore} has. A subclass gives an empty store. */
public abstract class FleetStoreContract {
    protected static final Instant NOW = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final String A = "aaaaaaaa-0000-0000-0000-000000000001";
    private static final String B = "bbbbbbbb-0000-0000-0000-000000000002";
    private static final String UNKNOWN = "cccccccc-0000-0000-0000-000000000003";

    private FleetStore store;

    protected abstract FleetStore emptyStore();

    @BeforeEach
    void openStore() {
        store = emptyStore();
        run(work -> work.hosts().add(host(A, "web1", NOW)) && work.hosts().add(host(B, "web2", NOW)));
    }

    @Test
    void failedWorkChangesNothing() {
        assertThatThrownBy(() -> store.inTransaction(work -> {
                    work.jobs().add(List.of(job(A, "j")));
                    assertThat(work.jobs().find("j")).isPresent();
                    throw new IllegalStateException("the fault");
                }))
                .hasMessage("the fault");
        assertThat(this.<Optional<FleetJob>>run(work -> work.jobs().find("j"))).isEmpty();
    }

    @Test
    void knownHostIsNotAddedAgain() {
        assertThat(this.<Boolean>run(work -> work.hosts().add(host(A, "other", NOW))))
                .isFalse();
        assertThat(this.<Optional<Host>>run(work -> work.hosts().find(A))
                        .orElseThrow()
                        .hostname())
                .isEqualTo("web1");
        assertThat(this.<Long>run(work -> work.hosts().count())).isEqualTo(2);
    }

    @Test
    void seenHostIsOnlineAndALaterContactStays() {
        var later = host(A, "web1", NOW.plusSeconds(100));
        assertThat(this.<List<Host>>run(work -> work.hosts().seen(List.of(later, host(UNKNOWN, "new", NOW)))))
                .extracting(Host::agentsn)
                .containsExactly(UNKNOWN);
        run(work -> work.hosts().seen(List.of(host(A, "web1", NOW.plusSeconds(50)))));
        assertThat(this.<Optional<Host>>run(work -> work.hosts().find(A))
                        .orElseThrow()
                        .lastSeen())
                .isEqualTo(later.lastSeen());
        assertThat(this.<Long>run(work -> work.hosts().countOnline(NOW.plusSeconds(60))))
                .isEqualTo(1);
    }

    @Test
    void hostsAreSelectedByTextTagAndPresence() {
        run(work -> work.hosts().seen(List.of(host(A, "web1", NOW.plusSeconds(100)))));
        var at = NOW.plusSeconds(60);
        assertThat(names(new HostFilter("WEB", null, null), at)).containsExactly("web1", "web2");
        assertThat(names(new HostFilter("bbbb", null, null), at)).containsExactly("web2");
        assertThat(names(new HostFilter("_eb", null, null), at)).isEmpty();
        assertThat(names(new HostFilter(null, "svc=ecs", true), at)).containsExactly("web1");
        assertThat(names(new HostFilter(null, "svc=ec", null), at)).isEmpty();
        assertThat(names(new HostFilter(null, null, false), at)).containsExactly("web2");
    }

    @Test
    void whatAHostSaysIsUpdatedButNotItsLastContact() {
        run(work -> {
            work.hosts().update(List.of(host(A, "renamed", NOW.plusSeconds(100))));
            return null;
        });
        var host = run(work -> work.hosts().find(A)).orElseThrow();
        assertThat(host.hostname()).isEqualTo("renamed");
        assertThat(host.lastSeen()).isEqualTo(NOW);
    }

    @Test
    void removedHostTakesAllOfItsOwnWithIt() {
        run(work -> {
            work.agents().put(List.of(agent(A, "a", "running"), agent(B, "a", "running")));
            work.jobs().add(List.of(job(A, "j1"), job(B, "j2")));
            work.events().add(List.of(event(A, "e1"), event(B, "e2")));
            work.hosts().addDuplicates(List.of(A));
            work.easyAgent().putSidecars(List.of(Sidecar.unknown(A)));
            work.easyAgent().putIdentities(List.of(identity(A, "a", false)));
            work.hosts().putCertificates(Map.of(A, "CN=a"));
            return null;
        });
        assertThat(this.<Boolean>run(work -> work.hosts().remove(A))).isTrue();
        assertThat(this.<Boolean>run(work -> work.hosts().remove(A))).isFalse();
        assertThat(this.<Page<HostAgent>>run(work -> work.agents().list(AgentFilter.ALL, Slice.FIRST))
                        .total())
                .isEqualTo(1);
        assertThat(this.<Page<FleetJob>>run(work -> work.jobs().list(JobFilter.ALL, Slice.FIRST))
                        .items())
                .extracting(FleetJob::id)
                .containsExactly("j2");
        assertThat(this.<Long>run(work -> work.events().count())).isEqualTo(1);
        assertThat(this.<List<Host>>run(work -> work.hosts().duplicates())).isEmpty();
        assertThat(this.<Optional<Sidecar>>run(work -> work.easyAgent().sidecar(A)))
                .isEmpty();
        assertThat(this.<Page<AgentIdentity>>run(work -> work.easyAgent().identities(null, Slice.FIRST))
                        .items())
                .isEmpty();
        assertThat(this.<Map<String, String>>run(work -> work.hosts().certificates(List.of(A))))
                .isEmpty();
    }

    @Test
    void duplicatesAreKeptOnceAndForKnownHostsOnly() {
        run(work -> {
            work.hosts().addDuplicates(List.of(A, UNKNOWN));
            work.hosts().addDuplicates(List.of(A, B));
            work.hosts().removeDuplicates(List.of(B));
            return null;
        });
        assertThat(this.<List<Host>>run(work -> work.hosts().duplicates()))
                .extracting(Host::agentsn)
                .containsExactly(A);
    }

    @Test
    void agentsAreReplacedCountedAndRemoved() {
        run(work -> {
            work.agents().put(List.of(agent(A, "a", "running"), agent(A, "b", "running")));
            work.agents().put(List.of(agent(A, "b", "fatal")));
            return null;
        });
        assertThat(this.<Map<String, Long>>run(work -> work.agents().countByStatus()))
                .isEqualTo(Map.of("running", 1L, "fatal", 1L));
        assertThat(this.<Page<HostAgent>>run(work -> work.agents().list(new AgentFilter(A, null, "fatal"), Slice.FIRST))
                        .items())
                .containsExactly(agent(A, "b", "fatal"));
        run(work -> {
            work.agents().remove(A, Set.of("a", "missing"));
            return null;
        });
        assertThat(this.<List<HostAgent>>run(work -> work.agents().find(List.of(A, B))))
                .extracting(HostAgent::name)
                .containsExactly("b");
    }

    @Test
    void jobsAreNumberedInTheOrderTheyAreAdded() {
        var added = run(work -> work.jobs().add(List.of(job(B, "j1"), job(A, "j2"), job(A, "j3"))));
        assertThat(added).extracting(FleetJob::id).containsExactly("j1", "j2", "j3");
        assertThat(added).extracting(FleetJob::seq).isSorted().doesNotHaveDuplicates();
        assertThat(this.<List<FleetJob>>run(
                        work -> work.jobs().numbered(List.of(added.get(1).seq()))))
                .containsExactly(added.get(1));
        assertThat(this.<Page<FleetJob>>run(work -> work.jobs().list(JobFilter.of(A), new Slice(1, 0)))
                        .items())
                .containsExactly(added.get(2));
        assertThat(this.<Page<FleetJob>>run(work -> work.jobs().list(JobFilter.of(A), new Slice(1, 0)))
                        .total())
                .isEqualTo(2);
    }

    @Test
    void waitingJobsAreThoseWithoutAResultTheOldestFirst() {
        run(work -> {
            var added = work.jobs().add(List.of(job(A, "over"), job(A, "sent"), job(A, "queued"), job(B, "other")));
            work.jobs()
                    .update(List.of(
                            added.get(0).ended(JobStatus.FAILED, 401, "no", NOW),
                            added.get(1).sentAgain(NOW)));
            return null;
        });
        assertThat(ids(work -> work.jobs().unfinished(A, 10))).containsExactly("sent", "queued");
        assertThat(ids(work -> work.jobs().unfinished(List.of(A, B), 1))).containsExactly("sent", "other");
        assertThat(ids(work -> work.jobs().queued(List.of(A), 10))).containsExactly("queued");
        assertThat(store.waiting(List.of(A, B, UNKNOWN))).containsExactlyInAnyOrder(A, B);
        assertThat(this.<Set<String>>run(work -> work.jobs().hostsWithOpen(null, 2)))
                .containsExactly(A);
        assertThat(this.<Set<String>>run(work -> work.jobs().hostsWithOpen(B, 2)))
                .isEmpty();
        assertThat(this.<Map<JobStatus, Long>>run(work -> work.jobs().countByStatus()))
                .isEqualTo(Map.of(
                        JobStatus.QUEUED,
                        2L,
                        JobStatus.SENT,
                        1L,
                        JobStatus.FAILED,
                        1L,
                        JobStatus.DONE,
                        0L,
                        JobStatus.CANCELLED,
                        0L));
    }

    @Test
    void updatedJobIsReadAsItWasWritten() {
        var ended = run(work -> {
            var job =
                    work.jobs().add(List.of(job(A, "j"))).get(0).sentAgain(NOW).advanced(0.5, "half");
            var over = job.ended(JobStatus.FAILED, 401, "no", NOW.plusSeconds(1));
            work.jobs().update(List.of(over));
            return over;
        });
        assertThat(this.<Optional<FleetJob>>run(work -> work.jobs().findLocked("j")))
                .contains(ended);
        var failed = new JobFilter(A, "a", "stop", Set.of(JobStatus.FAILED, JobStatus.DONE));
        assertThat(this.<Page<FleetJob>>run(work -> work.jobs().list(failed, Slice.FIRST))
                        .items())
                .containsExactly(ended);
    }

    @Test
    void eventIsKeptOnce() {
        assertThat(this.<Integer>run(work -> work.events().add(List.of(event(A, "e"), event(B, "e")))))
                .isEqualTo(2);
        assertThat(this.<Integer>run(work -> work.events().add(List.of(event(A, "e")))))
                .isZero();
        assertThat(this.<Page<FleetEvent>>run(
                                work -> work.events().list(new EventFilter(null, null, "host", NOW), Slice.FIRST))
                        .items())
                .containsExactly(event(B, "e"), event(A, "e"));
    }

    @Test
    void historyIsPrunedAndWhatIsOpenIsKept() {
        run(work -> {
            var jobs = work.jobs().add(List.of(job(A, "over"), job(A, "open")));
            work.jobs().update(List.of(jobs.get(0).ended(JobStatus.CANCELLED, null, "", NOW)));
            work.hosts().add(new Host(UNKNOWN, "never", "", "", 10, 0, List.of(), NOW, NOW));
            return work.events().add(List.of(event(A, "e")));
        });
        assertThat(this.<Integer>run(work -> work.prune(NOW))).isZero();
        assertThat(this.<Integer>run(work -> work.prune(NOW.plusSeconds(1)))).isEqualTo(3);
        assertThat(ids(work -> work.jobs().find(List.of("over", "open")))).containsExactly("open");
        assertThat(this.<Set<String>>run(work -> work.hosts().serialNumbers())).containsExactly(A, B);
    }

    @Test
    void identitiesOfAgentsAreFoundAndMissingOnesToo() {
        run(work -> {
            work.agents().put(List.of(agent(A, "a", "running"), agent(B, "b", "running")));
            work.easyAgent().putIdentities(List.of(identity(A, "a", false), identity(B, "b", true)));
            return null;
        });
        assertThat(this.<List<String>>run(work -> work.easyAgent().unidentified(null)))
                .containsExactly(B);
        assertThat(this.<Page<AgentIdentity>>run(work -> work.easyAgent().identities(null, Slice.FIRST))
                        .items())
                .containsExactly(identity(A, "a", false));
        assertThat(this.<List<AgentIdentity>>run(work -> work.easyAgent().identities(List.of(B))))
                .containsExactly(identity(B, "b", true));
    }

    @Test
    void unansweredJobsAreThoseOfOriginalSidecars() {
        run(work -> {
            work.easyAgent().putSidecars(List.of(new Sidecar(A, true, "", "", "", "", 1, 1, 1, "", "")));
            var jobs = work.jobs().add(List.of(job(A, "j1"), job(A, "j2"), job(B, "j3")));
            work.jobs().update(List.of(jobs.get(0).sentAgain(NOW), jobs.get(2).sentAgain(NOW)));
            return null;
        });
        assertThat(ids(work -> work.easyAgent().unanswered(NOW.plusSeconds(1), 10)))
                .containsExactly("j1");
        assertThat(ids(work -> work.easyAgent().unanswered(NOW, 10))).isEmpty();
    }

    private <T> T run(Function<UnitOfWork, T> work) {
        return store.inTransaction(work);
    }

    private List<String> ids(Function<UnitOfWork, List<FleetJob>> work) {
        return run(work).stream().map(FleetJob::id).toList();
    }

    private List<String> names(HostFilter filter, Instant at) {
        return run(work -> work.hosts().list(filter, at, Slice.FIRST)).items().stream()
                .map(Host::hostname)
                .toList();
    }

    private static Host host(String agentsn, String name, Instant seen) {
        return new Host(agentsn, name, "bootagent-1", "cmpt=DB,svc=ecs", 10, 5, List.of("install", "stop"), NOW, seen);
    }

    private static HostAgent agent(String agentsn, String name, String status) {
        var limits = Map.of("CPU", "10%");
        return new HostAgent(
                agentsn, name, "1", status, "", 7, NOW, 1, "r", "why", limits, "polling", "healthy", "", NOW, NOW);
    }

    private static FleetJob job(String agentsn, String id) {
        return FleetJob.queued(id, agentsn, Caller.host(agentsn), new JobRequest("stop", "a", "{\"force\":true}"), NOW);
    }

    private static FleetEvent event(String agentsn, String id) {
        return new FleetEvent(id, agentsn, "a", "host", "detail", NOW, NOW);
    }

    private static AgentIdentity identity(String agentsn, String name, boolean removed) {
        return new AgentIdentity(agentsn.replace('0', '9'), agentsn, name, name, "", "", removed, NOW);
    }
}
