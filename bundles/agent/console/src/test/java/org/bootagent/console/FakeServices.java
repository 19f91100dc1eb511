package org.bootagent.console;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.report.Event;
import org.bootagent.api.report.ReportOutbox;

/** Pending jobs and waiting results for tests. */
final class FakeServices implements JobQueue, ReportOutbox {
    final List<PendingJob> pending = new ArrayList<>();
    int results;
    boolean broken;

    @Override
    public List<PendingJob> pending() {
        if (broken) {
            throw new IllegalStateException("out of order");
        }
        return pending;
    }

    @Override
    public List<Action> actions() {
        return List.of(
                new Action("install", "org.bootagent.job.install", "0.1.0"),
                new Action("ping", "com.example.ping", "1.0.0"));
    }

    @Override
    public Batch peek(int maxResults, int maxEvents) {
        var result = new JobResult("1", "stop", "web", "", 0, "done", Instant.EPOCH);
        var event = new Event("e", Instant.EPOCH, "web", "gave-up", "");
        return new Batch(Collections.nCopies(results, result), List.of(event));
    }

    @Override
    public void request(String action, String name, Map<String, Object> parameters) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void submit(List<Job> jobs) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reject(JobResult result) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int cancel(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void add(Metafile.Edit edit, JobResult result) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void confirm(Batch batch) {
        throw new UnsupportedOperationException();
    }
}
