package org.bootagent.job.config;

import org.bootagent.api.host.HostSettings;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Changes the servers that this host reports to, and the interval. Transports read both before each report. */
@Component
@JobActions("config")
public final class ConfigHandler implements JobHandler {
    private final Metafile metafile;

    @Activate
    public ConfigHandler(@Reference Metafile metafile) {
        this.metafile = metafile;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var request = job.parameters().as(ConfigRequest.class);
        if (request.isEmpty()) {
            throw new JobException(ErrorCode.MISSING_FIELD, "config needs svrlist, step or both");
        }
        // Only the server can have sent this job, so that without settings something else is going on.
        if (metafile.read(HostSettings.SECTION).isEmpty()) {
            throw new JobException(ErrorCode.TRANSIENT, "this host is not registered yet; try again when it is");
        }
        metafile.commit(edit -> edit.get(HostSettings.SECTION)
                .ifPresent(settings -> edit.put(HostSettings.SECTION, request.applyTo(settings))));
    }
}
