package org.bootagent.process.supervisor.limits;

import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.host.CurrentUser;
import org.bootagent.process.supervisor.proc.ProcFs;

/** Niceness of an agent, as a step from our own, which every process inherits. */
public final class Niceness {
    private Niceness() {}

    /** Returns the step from our niceness to the wanted one; 0 where none is wanted. */
    public static int step(AgentSpec spec, ProcFs proc) throws JobException {
        int wanted = spec.limits().nice();
        int step = wanted == 0 ? 0 : wanted - proc.nice(ProcessHandle.current().pid());
        if (step < 0 && !CurrentUser.isRoot()) {
            throw new JobException(
                    ErrorCode.NO_PERMISSION,
                    "Agent " + spec.name() + " cannot have limit nice " + wanted
                            + ": only root may ask for more than BootAgent's own; raise it, or run BootAgent as root");
        }
        return step;
    }
}
