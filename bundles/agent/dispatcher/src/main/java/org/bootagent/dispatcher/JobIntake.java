package org.bootagent.dispatcher;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sorts jobs that arrived together into those to do and those to answer at once. */
final class JobIntake {
    private static final Logger LOG = LoggerFactory.getLogger(JobIntake.class);

    /** Bound against a flood that would fill the disk; far more than a server has reason to send. */
    static final int MAX_PENDING = 1_000;

    static final int MAX_PARAMETERS = 4 << 20;

    private final JobRuns runs;
    private final JobLedger ledger;
    private final Clock clock;
    /** Accepted jobs by key, in the order of arrival. */
    private final Map<String, Job> accepted = new LinkedHashMap<>();

    private final List<JobResult> answers = new ArrayList<>();

    JobIntake(JobRuns runs, JobLedger ledger, Clock clock) {
        this.runs = runs;
        this.ledger = ledger;
        this.clock = clock;
    }

    void add(Job job) {
        if (runs.contains(job) || accepted.containsKey(job.key())) {
            return;
        }
        var known = ledger.answer(job);
        if (known.isPresent()) {
            answers.add(known.get());
        } else if (job.parameters().json().length() > MAX_PARAMETERS) {
            String message = "the job has more than " + MAX_PARAMETERS + " characters";
            LOG.warn("Refusing job {}: {}", job.id(), message);
            answers.add(JobResult.of(job, ErrorCode.BAD_REQUEST, message, clock.instant()));
        } else if (runs.size() + accepted.size() >= MAX_PENDING) {
            LOG.error("Not accepting job {}: {} jobs are waiting; the server sends it again", job.id(), MAX_PENDING);
        } else {
            accepted.put(job.key(), job);
        }
    }

    List<Job> accepted() {
        return List.copyOf(accepted.values());
    }

    List<JobResult> answers() {
        return answers;
    }
}
