package org.bootagent.api.process;

import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs scripts of jobs, each in a session of its own and at most once. Their output is the job's {@link org.bootagent.api.report.JobOutputs output}.
 * Implemented by {@code process-supervisor}. Thread-safe.
 */
@ProviderType
public interface ScriptRunner {
    /**
     * Runs a job's script, of which it may have one, and returns when it has ended with exit code 0. Its background processes go on.
     *
     * @param context stops it: SIGTERM to all its processes, ten seconds, SIGKILL. A resumed job runs nothing
     * @return how it ended, and its last lines, for the job's result
     * @throws JobException {@code SCRIPT_FAILED} with its exit code and last lines; {@code CANCELLED} or {@code DEADLINE_EXCEEDED}: it was stopped, and nothing
     * of it is left; {@code OUTCOME_UNKNOWN}: the host agent was ended while it ran, and its remains are ended now; {@code DOES_NOT_START}, {@code
     * NO_PERMISSION}, {@code HOST}: it was never run; {@code DOES_NOT_STOP}
     */
    String run(Job job, Script script, JobContext context) throws JobException;
}
