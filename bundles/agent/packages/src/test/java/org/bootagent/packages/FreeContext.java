package org.bootagent.packages;

import java.time.Instant;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;

/** A job that nobody has cancelled yet. */
class FreeContext implements JobContext {
    private volatile boolean cancelled;

    void cancel() {
        cancelled = true;
    }

    @Override
    public void progress(double done, String message) {}

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    @Override
    public boolean resumed() {
        return false;
    }

    @Override
    public void checkCancelled() throws JobException {
        if (cancelled) {
            throw new JobException(ErrorCode.CANCELLED, "the job was cancelled");
        }
    }
}
