package org.bootagent.job.uninstall;

import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Stops an agent and removes everything that belongs to it. */
@Component
@JobActions("uninstall")
public final class UninstallHandler implements JobHandler {
    private final AgentRemoval removal;

    @Activate
    public UninstallHandler(@Reference PackageStore packages, @Reference ProcessSupervisor supervisor) {
        this.removal = new AgentRemoval(packages, supervisor);
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        removal.remove(job.requireName(), context);
    }
}
