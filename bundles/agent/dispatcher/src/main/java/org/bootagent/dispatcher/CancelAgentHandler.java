package org.bootagent.dispatcher;

import java.util.function.ToIntBiFunction;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;

/** Cancels all jobs of an agent that were accepted before this one, running or waiting. Part of the dispatcher for the same reason as {@link CancelHandler}. */
final class CancelAgentHandler implements JobHandler {
    static final String ACTION = "cancel-agent";

    private final ToIntBiFunction<String, Job> cancel;

    /** @param cancel cancels the jobs of an agent that came before one, and returns how many there were */
    CancelAgentHandler(ToIntBiFunction<String, Job> cancel) {
        this.cancel = cancel;
    }

    /**
     * The job's parameters.
     *
     * @param agent whose jobs are cancelled
     */
    record Request(String agent) {}

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        String agent = job.parameters().as(Request.class).agent();
        if (agent == null || agent.isBlank()) {
            throw new JobException(ErrorCode.MISSING_FIELD, "agent: cancel-agent needs the name of an agent");
        }
        int cancelled = cancel.applyAsInt(agent, job);
        // An agent that nothing is asked of is what was wanted.
        context.progress(1, "cancelled " + cancelled + (cancelled == 1 ? " job" : " jobs") + " of agent " + agent);
    }
}
