package org.bootagent.dispatcher;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;

/** Cancels other jobs. Part of the dispatcher, because it must not queue behind the job that it cancels. */
final class CancelHandler implements JobHandler {
    static final String ACTION = "cancel";

    private final Canceller cancel;

    /** Cancels the jobs of an id and returns how many there were. */
    @FunctionalInterface
    interface Canceller {
        int cancel(String id, boolean onlyWaiting);
    }

    CancelHandler(Canceller cancel) {
        this.cancel = cancel;
    }

    /**
     * The job's parameters.
     *
     * @param job id of the job to cancel
     * @param waiting whether it is cancelled only if it has not begun; false unless said otherwise
     */
    record Request(String job, boolean waiting) {}

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var request = job.parameters().as(Request.class);
        String target = request.job();
        if (target == null || target.isBlank()) {
            throw new JobException(ErrorCode.MISSING_FIELD, "job: cancel needs the id of the job to cancel");
        }
        int cancelled = cancel.cancel(target, request.waiting());
        if (cancelled == 0 && !request.waiting() && !context.resumed()) {
            throw new JobException(ErrorCode.BAD_REQUEST, "job " + target + " is neither waiting nor running here");
        }
        context.progress(1, "cancelled " + cancelled + (cancelled == 1 ? " job" : " jobs") + " with id " + target);
    }
}
