package org.bootagent.job.uninstall;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.ProcessSupervisor;

/**
 * Stops an agent, forgets it and deletes its files, in this order: a running process must not lose its files. There is no undo; a failed removal is sent again
 * and continues where it stopped.
 */
final class AgentRemoval {
    private final PackageStore packages;
    private final ProcessSupervisor supervisor;

    AgentRemoval(PackageStore packages, ProcessSupervisor supervisor) {
        this.packages = packages;
        this.supervisor = supervisor;
    }

    void remove(String name, JobContext context) throws JobException {
        context.checkCancelled();
        boolean known = supervisor.spec(name).isPresent();
        if (known) {
            context.progress(0.2, "stopping");
            supervisor.stop(name);
            supervisor.remove(name);
        }
        // Told by the agent's data, which go now.
        var left = supervisor.left(name);
        context.progress(0.8, "deleting");
        boolean hadFiles = packages.remove(name);
        if (!known && !hadFiles && !context.resumed()) {
            throw new JobException(ErrorCode.UNKNOWN_AGENT, name + " is not installed on this host");
        }
        if (!left.isEmpty()) {
            context.progress(1, "success; but it has left running: " + String.join(", ", left));
        }
    }
}
