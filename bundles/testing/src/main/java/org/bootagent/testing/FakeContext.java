package org.bootagent.testing;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;

/** Run of a job in a test. It never ends by itself. Thread-safe. */
public final class FakeContext implements JobContext {
    private final boolean resumed;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<Double> steps = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;
    private volatile boolean suspended;
    private volatile boolean expired;
    private volatile String cancelledAt;

    private FakeContext(boolean resumed) {
        this.resumed = resumed;
    }

    public static FakeContext first() {
        return new FakeContext(false);
    }

    /** Returns the run after a crash. */
    public static FakeContext afterCrash() {
        return new FakeContext(true);
    }

    /** Stops the host agent. */
    public void suspend() {
        suspended = true;
        cancelled = true;
    }

    /** Ends the job's time. */
    public void expire() {
        expired = true;
        cancelled = true;
    }

    public void cancel() {
        cancelled = true;
    }

    /** Cancels the job as soon as it reports this progress. */
    public FakeContext cancelAt(String message) {
        cancelledAt = message;
        return this;
    }

    /** Returns the progress that the job has reported. */
    public List<Double> steps() {
        return List.copyOf(steps);
    }

    /** Returns the progress messages of the job. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public void progress(double done, String message) {
        messages.add(message);
        steps.add(done);
        cancelled |= message.equals(cancelledAt);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Duration left() {
        return Job.MAX_TIMEOUT;
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public boolean suspended() {
        return suspended;
    }

    @Override
    public void checkCancelled() throws JobException {
        if (expired) {
            throw new JobException(ErrorCode.DEADLINE_EXCEEDED, "not done in its time");
        }
        if (cancelled) {
            throw new JobException(ErrorCode.CANCELLED, "the job was cancelled");
        }
    }
}
