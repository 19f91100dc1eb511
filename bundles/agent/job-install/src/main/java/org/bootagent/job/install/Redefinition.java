package org.bootagent.job.install;

import java.util.Optional;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.ProcessSupervisor;

/** Applies a job's options to an agent that is already installed from the same package. It is restarted only if they are new. */
final class Redefinition {
    private final ProcessSupervisor supervisor;
    private final InstallJournal journal;
    private final StartupTimes patience;

    Redefinition(ProcessSupervisor supervisor, InstallJournal journal, StartupTimes patience) {
        this.supervisor = supervisor;
        this.journal = journal;
        this.patience = patience;
    }

    void redefine(AgentSpec present, AgentParameters parameters, JobContext context) throws JobException {
        var begun = begun(present, context);
        var after = begun.before().withRequested(parameters.options());
        boolean changed = !after.equals(begun.before());
        if (!changed && (!parameters.start() || isRunning(present.name()))) {
            return;
        }
        try {
            journal.begin(present.name(), begun);
            supervisor.define(after);
            if (parameters.start()) {
                context.progress(0.8, "starting");
                start(present.name(), changed && begun.up());
                patience.await(supervisor, present.name(), context);
            }
            journal.end(present.name());
        } catch (JobException | RuntimeException e) {
            throw Undo.after(e, () -> restore(begun));
        }
    }

    /** Returns the state before the first run of the job, also after a crash. */
    private InstallIntent begun(AgentSpec present, JobContext context) {
        var now = new InstallIntent(present, state(present.name()).isWanted());
        return context.resumed()
                ? journal.begun(present.name())
                        .filter(begun -> begun.before() != null)
                        .orElse(now)
                : now;
    }

    private boolean isRunning(String name) {
        return state(name) == ProcessState.RUNNING;
    }

    private ProcessState state(String name) {
        return supervisor.status(name).map(AgentStatus::state).orElse(ProcessState.STOPPED);
    }

    private void start(String name, boolean again) throws JobException {
        if (again) {
            supervisor.restart(name);
        } else {
            supervisor.start(name);
        }
    }

    private void restore(InstallIntent begun) throws JobException {
        String name = begun.before().name();
        boolean redefined = !supervisor.spec(name).equals(Optional.of(begun.before()));
        if (redefined) {
            supervisor.define(begun.before());
        }
        if (!begun.up()) {
            supervisor.stop(name);
        } else if (redefined) {
            supervisor.restart(name);
        }
        journal.end(name);
    }
}
