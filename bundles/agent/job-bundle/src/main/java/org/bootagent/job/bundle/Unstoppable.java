package org.bootagent.job.bundle;

import java.time.Duration;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;

/** Context of a job that goes back and can no longer be stopped. */
record Unstoppable(JobContext job) implements JobContext {
    @Override
    public void progress(double done, String message) {
        job.progress(done, message);
    }

    @Override
    public boolean cancelled() {
        return false;
    }

    @Override
    public Duration left() {
        return Job.MAX_TIMEOUT;
    }

    @Override
    public boolean resumed() {
        return job.resumed();
    }

    @Override
    public void checkCancelled() {}
}
