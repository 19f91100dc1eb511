package org.bootagent.job.config;

import java.util.concurrent.TimeUnit;
import org.bootagent.api.host.HostRestart;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes the host agent read its configuration again, by restarting it. The job is done after the restart. */
@Component
@JobActions("reload")
public final class ReloadHandler implements JobHandler {
    private final HostRestart restart;

    @Activate
    public ReloadHandler(@Reference HostRestart restart) {
        this.restart = restart;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        if (context.resumed()) {
            context.progress(1, "the configuration was read again");
            return;
        }
        if (!job.name().isEmpty()) {
            throw new JobException(
                    ErrorCode.BAD_FIELD, "name: reload is for the host agent itself; to restart an agent use restart");
        }
        if (!restart.possible()) {
            throw new JobException(
                    ErrorCode.HOST,
                    "the host agent has no guard that would start it again; start it with bin/bootagent run");
        }
        restart.request("it is to read its configuration again");
        awaitEnd(context);
    }

    private static void awaitEnd(JobContext context) throws JobException {
        try {
            while (true) {
                context.checkCancelled();
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            context.checkCancelled();
            throw new JobException(ErrorCode.CANCELLED, "cancelled before the host agent restarted", e);
        }
    }
}
