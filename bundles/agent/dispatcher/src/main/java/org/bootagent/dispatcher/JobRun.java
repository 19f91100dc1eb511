package org.bootagent.dispatcher;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.job.JobResult;
import org.bootagent.api.metafile.MetafileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepted job on its way to its result. */
final class JobRun implements JobContext {
    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);

    private final long sequence;
    private final Job job;
    private final boolean resumed;
    private final Clock clock;
    /** Deadline; empty until the job begins. */
    private OptionalLong deadlineNanos = OptionalLong.empty();

    private Thread thread;
    private StopReason stop;
    private boolean over;
    private double done;
    private String message = "";

    /** @param sequence position among all jobs */
    JobRun(long sequence, Job job, boolean resumed, Clock clock) {
        this.sequence = sequence;
        this.job = job;
        this.resumed = resumed;
        this.clock = clock;
    }

    long sequence() {
        return sequence;
    }

    Job job() {
        return job;
    }

    /** Runs the job. Returns its result; empty if the host agent's stop interrupted it: it is then run again. */
    Optional<JobResult> run(JobHandler handler, Duration timeout) {
        try {
            enter(timeout);
            handler.handle(job, this);
            return Optional.of(result(ErrorCode.SUCCESS, successMessage()));
        } catch (Throwable failure) {
            return failed(failure);
        } finally {
            leave();
        }
    }

    JobResult result(ErrorCode code, String text) {
        return JobResult.of(job, code, text, clock.instant());
    }

    /** Interrupts the handler, if it runs. Returns false if the job is over or was stopped before. */
    synchronized boolean stop(StopReason why) {
        if (over || stop != null) {
            return false;
        }
        stop = why;
        if (thread != null) {
            thread.interrupt();
        }
        return true;
    }

    /** Returns whether its handler is running. */
    synchronized boolean busy() {
        return thread != null;
    }

    /** Ends the job; returns true for the first caller, whose result counts. */
    synchronized boolean end() {
        boolean first = !over;
        over = true;
        return first;
    }

    private synchronized void enter(Duration timeout) throws JobException {
        deadlineNanos = OptionalLong.of(System.nanoTime() + timeout.toNanos());
        // A job that was begun before has to be undone by its handler.
        if (!resumed) {
            checkCancelled();
        }
        thread = Thread.currentThread();
    }

    private synchronized void leave() {
        thread = null;
        // An interrupt meant for this job must not reach the next one.
        boolean unused = Thread.interrupted();
    }

    private synchronized String successMessage() {
        return done >= 1 && !message.isEmpty() ? message : "success";
    }

    private Optional<JobResult> failed(Throwable failure) {
        StopReason why = stopped();
        if (why == StopReason.SHUTDOWN) {
            return Optional.empty();
        }
        if (failure instanceof JobException e && (why == null || e.code() == why.code())) {
            return Optional.of(result(e.code(), e.getMessage()));
        }
        if (why != null) {
            return Optional.of(result(why.code(), why.reason() + "; then: " + failure.getMessage()));
        }
        if (failure instanceof MetafileException e) {
            return Optional.of(result(JobException.from(e).code(), e.getMessage()));
        }
        LOG.error("The handler of job {} ({} {}) failed", job.id(), job.action(), job.name(), failure);
        return Optional.of(result(ErrorCode.INTERNAL_ERROR, "the handler of " + job.action() + " failed: " + failure));
    }

    private synchronized StopReason stopped() {
        return stop == null && deadlineNanos.isPresent() && left().isZero() ? StopReason.DEADLINE : stop;
    }

    @Override
    public synchronized void progress(double newDone, String newMessage) {
        done = Double.isNaN(newDone) ? 0 : Math.min(1, Math.max(0, newDone));
        message = newMessage == null ? "" : newMessage;
    }

    synchronized double done() {
        return done;
    }

    synchronized String message() {
        return message;
    }

    @Override
    public boolean cancelled() {
        return stopped() != null;
    }

    @Override
    public synchronized Duration left() {
        return deadlineNanos.isEmpty()
                ? Job.MAX_TIMEOUT
                : Duration.ofNanos(Math.max(0, deadlineNanos.getAsLong() - System.nanoTime()));
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public boolean suspended() {
        return stopped() == StopReason.SHUTDOWN;
    }

    @Override
    public void checkCancelled() throws JobException {
        StopReason why = stopped();
        if (why != null) {
            throw new JobException(why.code(), why.reason());
        }
    }
}
