package org.bootagent.dispatcher;

import java.util.function.ToIntFunction;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;

/** The action that cancels other jobs. Part of the dispatcher, as it must not queue behind what it is to cancel. */
final class CancelHandler implements JobHandler {
    static final String ACTION = "cancel";

    private final ToIntFunction<String> cancel;

    /** @param cancel cancels the jobs of an id and returns how many there were */
    CancelHandler(ToIntFunction<String> cancel) {
        this.cancel = cancel;
    }

    /**
     * The job's parameters.
     *
     * @param job id of the job to cancel
     */
    record Request(String job) {}

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        String target = job.parameters().as(Request.class).job();
        if (target == null || target.isBlank()) {
            throw new JobException(ErrorCode.MISSING_FIELD, "job: cancel needs the id of the job to cancel");
        }
        int cancelled = cancel.applyAsInt(target);
        if (cancelled == 0 && !context.resumed()) {
            throw new JobException(ErrorCode.BAD_REQUEST, "job " + target + " is neither waiting nor running here");
        }
        context.progress(1, "cancelled " + cancelled + (cancelled == 1 ? " job" : " jobs") + " with id " + target);
    }
}
