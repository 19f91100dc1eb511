package org.bootagent.booter.fleet.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JobStatusTest {
    private static final Map<JobStatus, Set<JobStatus>> ALLOWED = Map.of(
            JobStatus.QUEUED, Set.of(JobStatus.SENT, JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED),
            JobStatus.SENT, Set.of(JobStatus.QUEUED, JobStatus.DONE, JobStatus.FAILED, JobStatus.CANCELLED),
            JobStatus.DONE, Set.of(),
            JobStatus.FAILED, Set.of(),
            JobStatus.CANCELLED, Set.of());

    @ParameterizedTest
    @EnumSource
    void changesOnlyAsAllowed(JobStatus from) {
        for (JobStatus to : JobStatus.values()) {
            assertThat(from.mayBecome(to))
                    .as("%s to %s", from, to)
                    .isEqualTo(ALLOWED.get(from).contains(to));
        }
        assertThat(from.finished()).isEqualTo(ALLOWED.get(from).isEmpty());
    }
}
