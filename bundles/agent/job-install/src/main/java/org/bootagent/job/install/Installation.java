package org.bootagent.job.install;

import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.ProcessSupervisor;

/** Installs a new agent: the steps in order, undone in reverse. Each may be repeated, so a run after a crash goes through all of them again. */
final class Installation {
    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final InstallJournal journal;
    private final StartupTimes patience;

    Installation(PackageStore packages, ProcessSupervisor supervisor, InstallJournal journal, StartupTimes patience) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = journal;
        this.patience = patience;
    }

    void install(String name, PackageSource source, AgentParameters parameters, JobContext context)
            throws JobException {
        try {
            journal.begin(name, new InstallIntent(null, false));
            steps(name, source, parameters, context);
            journal.end(name);
        } catch (JobException | RuntimeException e) {
            throw Undo.after(e, () -> remove(name));
        }
    }

    private void steps(String name, PackageSource source, AgentParameters parameters, JobContext context)
            throws JobException {
        context.progress(0, "fetching and unpacking");
        var release = packages.stage(name, source, context);
        context.checkCancelled();
        supervisor.define(release.spec(parameters.options()));
        packages.activate(release);
        context.checkCancelled();
        if (parameters.start()) {
            context.progress(0.8, "starting");
            supervisor.start(name);
            patience.await(supervisor, name, context);
        }
    }

    private void remove(String name) throws JobException {
        supervisor.remove(name);
        packages.remove(name);
        journal.end(name);
    }
}
