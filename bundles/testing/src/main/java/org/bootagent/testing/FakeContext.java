package org.bootagent.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;

/** The run of a job in a test. It never ends by itself. */
public final class FakeContext implements JobContext {
    private final boolean resumed;
    private final List<String> messages = new ArrayList<>();
    private boolean cancelled;

    private FakeContext(boolean resumed) {
        this.resumed = resumed;
    }

    public static FakeContext first() {
        return new FakeContext(false);
    }

    /** The run after a crash. */
    public static FakeContext afterCrash() {
        return new FakeContext(true);
    }

    public void cancel() {
        cancelled = true;
    }

    /** What the job has said of its progress. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void progress(double done, String message) {
        messages.add(message);
    }

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
        return resumed;
    }

    @Override
    public void checkCancelled() throws JobException {
        if (cancelled) {
            throw new JobException(ErrorCode.CANCELLED, "cancelled");
        }
    }
}
