package org.bootagent.job.exec;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.api.process.ScriptRunner;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Runs a script or a command, on the host itself or as an agent does. */
@Component
@JobActions("exec")
public final class ExecHandler implements JobHandler {
    private final ScriptRunner scripts;
    private final ProcessSupervisor supervisor;

    @Activate
    public ExecHandler(@Reference ScriptRunner scripts, @Reference ProcessSupervisor supervisor) {
        this.scripts = scripts;
        this.supervisor = supervisor;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var request = job.parameters().as(ExecRequest.class);
        // A job before the crash may have removed its agent.
        var agent = context.resumed() ? null : agent(job);
        context.progress(0, "runs");
        context.progress(1, scripts.run(job, request.script(agent), context));
    }

    private AgentSpec agent(Job job) throws JobException {
        if (job.name().isEmpty()) {
            return null;
        }
        return supervisor
                .spec(job.name())
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT,
                        "no agent '" + job.name()
                                + "' is installed on this host; to run it on the host itself give no name"));
    }
}
