package org.bootagent.job.lifecycle;

import java.time.Duration;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.ProcessSupervisor;
import org.bootagent.concurrent.Uninterrupted;

/** An installed agent and the state it was found in, to which it returns if it cannot be run as asked. */
final class InstalledAgent {
    private final ProcessSupervisor supervisor;
    private final AgentSpec found;
    private final boolean foundWanted;

    InstalledAgent(ProcessSupervisor supervisor, String name) throws JobException {
        this.supervisor = supervisor;
        this.found = supervisor
                .spec(name)
                .orElseThrow(() -> new JobException(
                        ErrorCode.UNKNOWN_AGENT,
                        "no agent '" + name + "' is installed on this host; install it first"));
        this.foundWanted = supervisor
                .status(name)
                .filter(status -> status.state().isWanted())
                .isPresent();
    }

    /** @param recover whether it is started again with the host agent */
    void stop(boolean recover, JobContext context) throws JobException {
        if (recover) {
            supervisor.stopForNow(found.name());
        } else {
            supervisor.stop(found.name());
        }
        var left = supervisor.left(found.name());
        if (!left.isEmpty()) {
            context.progress(1, "success; but it has left running: " + String.join(", ", left));
        }
    }

    void refuseRunning() throws JobException {
        if (supervisor
                .status(found.name())
                .filter(status -> status.state().hasProcess())
                .isPresent()) {
            throw new JobException(
                    ErrorCode.ALREADY_RUNNING, "agent " + found.name() + " runs already; stop it first, or restart it");
        }
    }

    /** Starts or restarts the agent with the job's options, and waits until it is up. A settle time of zero means not to wait. */
    void run(boolean restart, AgentOptions options, Duration settle, JobContext context) throws JobException {
        AgentSpec wanted = found.withRequested(options);
        try {
            define(found, wanted);
            if (restart) {
                supervisor.restart(found.name());
            } else {
                supervisor.start(found.name());
            }
            if (!settle.isZero()) {
                supervisor.awaitUp(found.name(), settle, context);
            }
        } catch (JobException e) {
            throw undone(e, wanted);
        }
    }

    /** Returns whether a change was refused; the process is unchanged then and must not be restarted. */
    private static boolean refused(JobException failure) {
        return failure.code() == ErrorCode.BAD_FIELD;
    }

    private JobException undone(JobException failure, AgentSpec wanted) {
        try {
            Uninterrupted.run(() -> undo(wanted, refused(failure)));
            return failure;
        } catch (JobException e) {
            String message =
                    failure.getMessage() + "; and the agent could not be put back as it was: " + e.getMessage();
            return new JobException(failure.code(), message, failure);
        }
    }

    private void undo(AgentSpec wanted, boolean refused) throws JobException {
        define(wanted, found);
        if (!foundWanted) {
            supervisor.stop(found.name());
        } else if (!wanted.equals(found) && !refused) {
            supervisor.restart(found.name());
        }
    }

    private void define(AgentSpec now, AgentSpec next) throws JobException {
        if (!next.equals(now)) {
            supervisor.define(next);
        }
    }
}
