package org.bootagent.booter.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bootagent.booter.store.jdbc.TestFleet.SN;
import static org.bootagent.booter.store.jdbc.TestFleet.agent;
import static org.bootagent.booter.store.jdbc.TestFleet.result;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.AgentFilter;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.event.FleetEvent;
import org.bootagent.booter.fleet.feed.FleetEvents;
import org.bootagent.booter.fleet.feed.FleetNews;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobStatus;
import org.bootagent.wire.StatusReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the fleet tells those who listen, and when. */
class NewsTest {
    @TempDir
    Path home;

    private TestFleet fleet;
    private final List<FleetNews> heard = new ArrayList<>();
    private final List<FleetJob> finished = new ArrayList<>();

    @BeforeEach
    void open() {
        fleet = new TestFleet(home, new Welcome("svc=ecs", "", 0)).withHost();
        fleet.fleet.feed().subscribe(new Ear());
    }

    private final class Ear implements FleetEvents {
        @Override
        public void heard(FleetNews news) {
            heard.add(news);
        }

        @Override
        public void finished(Collection<FleetJob> jobs) {
            finished.addAll(jobs);
        }
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void tellsOfEventsEndedJobsAndChangedAgents() {
        FleetJob job = fleet.fleet.jobs().enqueue(Caller.LOCAL, SN, "install", "web", "{}");
        fleet.fleet.reports().report(TestFleet.report());
        assertThat(heard.remove(0).agents()).as("nothing is new").isEmpty();

        fleet.fleet
                .reports()
                .report(new TestFleet.Report()
                        .agents(agent("web", "running", 5))
                        .results(result(job.id(), 0))
                        .events(new StatusReport.Event("e1", 12.5, "web", "abnormal-exit", "code 1"))
                        .build());

        assertThat(heard).hasSize(1);
        var news = heard.get(0);
        assertThat(news.hosts().get(SN).tags()).isEqualTo("svc=ecs");
        assertThat(news.agents()).extracting(HostAgent::status).containsExactly("running");
        assertThat(finished).extracting(FleetJob::status).containsExactly(JobStatus.DONE);
        assertThat(news.events()).extracting(FleetEvent::type).containsExactly("abnormal-exit");
    }

    @Test
    void sameAgentsAreNoNews() {
        fleet.fleet.reports().report(TestFleet.report(agent("web", "running", 5)));
        fleet.fleet.reports().report(TestFleet.report(agent("web", "running", 5)));

        assertThat(heard)
                .as("nobody is woken for a report that says nothing new")
                .hasSize(1);
    }

    @Test
    void aJobTakenBackHasEnded() {
        FleetJob job = fleet.fleet.jobs().enqueue(Caller.LOCAL, SN, "install", "web", "{}");
        fleet.fleet.jobs().cancel(Caller.LOCAL, job.id());

        assertThat(finished).extracting(FleetJob::status).containsExactly(JobStatus.CANCELLED);
    }

    @Test
    void aListenerWithADefectChangesNothing() {
        fleet.fleet.feed().subscribe(new FleetEvents() {
            @Override
            public void heard(FleetNews news) {
                throw new IllegalStateException("a defect");
            }
        });
        fleet.fleet.feed().subscribe(new Ear());

        fleet.fleet.reports().report(TestFleet.report(agent("web", "running", 5)));

        assertThat(heard).as("both others heard of it").hasSize(2);
        assertThat(fleet.fleet.agents().list(AgentFilter.ALL, new Slice(10, 0)).items())
                .hasSize(1);
    }
}
