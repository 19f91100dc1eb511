package org.bootagent.api.process;

import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs scripts of jobs, each in a session of its own and at most once. What they write is the job's {@link org.bootagent.api.report.JobOutputs output}.
 * Implemented by {@code process-supervisor}. Thread-safe.
 */
@ProviderType
public interface ScriptRunner {
    /**
     * Runs a job's script, of which it may have one, and returns when it has ended with exit code 0. What it has put in the background by then goes on.
     *
     * @param context stops it: SIGTERM to all it has started, ten seconds, SIGKILL. Of a job that is resumed nothing is run
     * @return how it ended, and its last lines, for the job's result
     * @throws JobException {@code SCRIPT_FAILED} with its exit code and last lines; {@code CANCELLED} or {@code DEADLINE_EXCEEDED}: it was stopped, and nothing of
     *     it is left; {@code OUTCOME_UNKNOWN}: the host agent was ended while it ran, and what was left of it is ended now; {@code DOES_NOT_START}, {@code
     *     NO_PERMISSION}, {@code HOST}: it was never run; {@code DOES_NOT_STOP}
     */
    String run(Job job, Script script, JobContext context) throws JobException;
}
