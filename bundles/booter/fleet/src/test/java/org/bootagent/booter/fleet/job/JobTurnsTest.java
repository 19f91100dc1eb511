package org.bootagent.booter.fleet.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.job.JobLanes.Lane;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobTurnsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final List<FleetJob> jobs = new ArrayList<>();

    @Test
    void oneAgentsJobsGoOutOneByOneAndAnothersBesideThem() {
        queue("h", "a");
        queue("h", "a");
        queue("h", "b");
        queue("i", "a");
        assertThat(due(1)).containsExactly(0, 2, 3);
    }

    @Test
    void nothingGoesOutBesideWhatTheHostHas() {
        jobs.add(job("h", "a").sentAgain(NOW));
        queue("h", "a");
        assertThat(due(1)).isEmpty();
        assertThat(due(2)).containsExactly(1);
    }

    @Test
    void aWideLaneTakesAsManyAsItIsWide() {
        for (int i = 0; i < 5; i++) {
            queue("h", "a");
        }
        assertThat(due(3)).containsExactly(0, 1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void laneThatIsFullStaysClosedHoweverManyWait(int width) {
        for (int i = 0; i < 1000; i++) {
            queue("h", "a");
        }
        assertThat(due(width))
                .containsExactlyElementsOf(IntStream.range(0, width).boxed().toList());
    }

    @Test
    void whatWaitsIsNotOvertakenEvenByWhatNeedNot() {
        queue("h", "a");
        queue("h", "a");
        JobLanes closedForTheFirst = job -> new Lane(job.name(), job.equals(jobs.get(0)) ? 0 : 1);
        assertThat(turns(closedForTheFirst, 100)).isEmpty();
    }

    @Test
    void ofEachHostNoMoreThanSoMany() {
        queue("h", "");
        queue("h", "");
        queue("i", "");
        assertThat(turns(job -> null, 1)).extracting(FleetJob::agentsn).containsExactly("h", "i");
    }

    @Test
    void whatWaitsForNobodyGoesOut() {
        jobs.add(job("h", "").sentAgain(NOW));
        queue("h", "");
        assertThat(due(1)).containsExactly(1);
    }

    private List<Integer> due(int width) {
        return turns(job -> job.name().isEmpty() ? null : new Lane(job.name(), width), 100).stream()
                .map(jobs::indexOf)
                .toList();
    }

    private List<FleetJob> turns(JobLanes lanes, int most) {
        var queued =
                jobs.stream().filter(job -> job.status() == JobStatus.QUEUED).toList();
        return JobTurns.of(jobs, queued, lanes, most);
    }

    private void queue(String host, String agent) {
        jobs.add(job(host, agent));
    }

    private FleetJob job(String host, String agent) {
        return FleetJob.queued("job " + jobs.size(), host, Caller.LOCAL, new JobRequest("start", agent, null), NOW);
    }
}
