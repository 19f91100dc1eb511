package org.bootagent.job.install;

import java.time.Duration;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.ProcessSupervisor;

/**
 * Times in which a new agent must prove that it works.
 *
 * @param settle how long it must stay up
 * @param healthWindow how long it may take to become healthy, if its health is looked at
 */
record StartupTimes(Duration settle, Duration healthWindow) {
    void await(ProcessSupervisor supervisor, String name, JobContext context) throws JobException {
        supervisor.awaitUp(name, settle, context);
        supervisor.awaitHealthy(name, healthWindow, context);
    }
}
