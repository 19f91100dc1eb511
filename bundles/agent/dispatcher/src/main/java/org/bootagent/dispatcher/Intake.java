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

/** Jobs that came together, sorted into those to be done and those that are answered at once. */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    /** Far more than a server has reason to send; a flood must not fill the disk. */
    static final int MAX_PENDING = 1_000;

    static final int MAX_PARAMETERS = 4 << 20;

    private final JobRuns runs;
    private final JobLedger ledger;
    private final Clock clock;
    /** By key, in the order they came. */
    private final Map<String, Job> accepted = new LinkedHashMap<>();

    private final List<JobResult> answers = new ArrayList<>();

    Intake(JobRuns runs, JobLedger ledger, Clock clock) {
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
            LOG.warn("job {} is refused: {}", job.id(), message);
            answers.add(JobResult.of(job, ErrorCode.BAD_REQUEST, message, clock.instant()));
        } else if (runs.size() + accepted.size() >= MAX_PENDING) {
            LOG.error("job {} is not taken as {} wait already; the server sends it again", job.id(), MAX_PENDING);
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
