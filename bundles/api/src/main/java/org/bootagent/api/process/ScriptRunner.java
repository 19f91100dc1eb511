package org.bootagent.api.process;

import java.util.List;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.report.JobOutput;
import org.osgi.annotation.versioning.ProviderType;

/** Runs scripts, each in a session of its own. Implemented by {@code process-supervisor}. Thread-safe. */
@ProviderType
public interface ScriptRunner {
    /**
     * Runs a script and returns when it has ended. What it has put in the background by then goes on.
     *
     * @param output takes what it writes, as it comes
     * @param context stops it: SIGTERM to all it has started, ten seconds, SIGKILL
     * @throws JobException {@code CANCELLED} or {@code DEADLINE_EXCEEDED}: it was stopped, and nothing of it is left; {@code DOES_NOT_START}, {@code
     *     NO_PERMISSION}, {@code HOST}: it was never run; {@code DOES_NOT_STOP}
     */
    ScriptEnd run(Script script, JobOutput output, JobContext context) throws JobException;

    /**
     * Ends what is left of a script that ran when the host agent was last ended.
     *
     * @param id of the script
     * @return what was ended, such as {@code sleep (pid 4711)}
     */
    List<String> endRemains(String id) throws JobException;
}
