package org.bootagent.dispatcher;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.wire.JobMessage;
import org.bootagent.wire.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Durable record of jobs: the intent before, the result after. Each method is one commit, and throws {@link MetafileException} if the commit fails. */
final class JobLedger {
    private static final Logger LOG = LoggerFactory.getLogger(JobLedger.class);

    private final Metafile metafile;
    private final ReportOutbox outbox;
    private final AtomicBoolean failing = new AtomicBoolean();

    JobLedger(Metafile metafile, ReportOutbox outbox) {
        this.metafile = metafile;
        this.outbox = outbox;
    }

    /** An unfinished job found at start. */
    record Unfinished(Job job, boolean started) {}

    List<Unfinished> unfinished() {
        var unfinished = new ArrayList<Unfinished>();
        for (var entry : pending().jobs()) {
            try {
                Job job = keyed(JobMessage.read(Json.MAPPER.readTree(entry.job())), entry.key());
                unfinished.add(new Unfinished(job, entry.started()));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                LOG.error("Dropping job {} of the metafile, which cannot be read: {}", entry.key(), e.getMessage());
            }
        }
        return unfinished;
    }

    /** Gives a job the key that it was recorded under; an earlier version may have made another digest of it, and the job is taken off the list by its key. */
    private static Job keyed(Job job, String key) {
        String digest = key.substring(key.lastIndexOf('/') + 1);
        return new Job(job.id(), job.action(), job.name(), job.parameters(), digest, job.timeout());
    }

    PendingJobs pending() {
        return metafile.read(PendingJobs.SECTION).orElse(PendingJobs.NONE);
    }

    /**
     * Returns the kept result of a job that is sent again. Empty for a confirmed failure that is worth retrying: the server asks for another try then.
     */
    Optional<JobResult> answer(Job job) {
        return metafile.read(DoneJobs.SECTION)
                .orElse(DoneJobs.NONE)
                .of(job)
                .filter(result -> !worthRetrying(result) || isUnconfirmed(result));
    }

    private static boolean worthRetrying(JobResult result) {
        return ErrorCode.of(result.errcode()).filter(ErrorCode::worthRetrying).isPresent();
    }

    private boolean isUnconfirmed(JobResult result) {
        return outbox.peek(Integer.MAX_VALUE, 0).results().contains(result);
    }

    /** @param answers results of jobs that are not run, or not run again */
    void accept(List<Job> jobs, List<JobResult> answers) {
        if (jobs.isEmpty() && answers.isEmpty()) {
            return;
        }
        var entries = jobs.stream()
                .map(job ->
                        new PendingJobs.Entry(job.key(), JobMessage.write(job).toString(), false))
                .toList();
        commit(edit -> {
            change(edit, pending -> pending.with(entries));
            answers.forEach(answer -> outbox.add(edit, answer));
        });
    }

    void started(Job job) {
        commit(edit -> change(edit, pending -> pending.started(job.key())));
    }

    void finished(Job job, JobResult result) {
        commit(edit -> {
            change(edit, pending -> pending.without(job.key()));
            edit.put(
                    DoneJobs.SECTION,
                    edit.get(DoneJobs.SECTION).orElse(DoneJobs.NONE).with(result));
            outbox.add(edit, result);
        });
    }

    /** Records the result of a job that was not accepted. */
    void report(JobResult result) {
        commit(edit -> outbox.add(edit, result));
    }

    private static void change(Metafile.Edit edit, UnaryOperator<PendingJobs> change) {
        edit.put(PendingJobs.SECTION, change.apply(edit.get(PendingJobs.SECTION).orElse(PendingJobs.NONE)));
    }

    private void commit(Consumer<Metafile.Edit> edit) {
        try {
            metafile.commit(edit);
        } catch (MetafileException e) {
            if (!failing.getAndSet(true)) {
                LOG.error("Jobs wait until their state can be written again: {}", e.getMessage());
            }
            throw e;
        }
        if (failing.getAndSet(false)) {
            LOG.info("The state of jobs can be written again");
        }
    }
}
