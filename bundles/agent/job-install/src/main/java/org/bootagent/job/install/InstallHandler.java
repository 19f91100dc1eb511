package org.bootagent.job.install;

import java.time.Duration;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageParameters;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Installs an agent from a package and starts it. */
@Component(configurationPid = "org.bootagent.job.install")
@JobActions("install")
@Designate(ocd = InstallHandler.Config.class)
public final class InstallHandler implements JobHandler {

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: install job")
    @interface Config {
        @AttributeDefinition(description = "Milliseconds that a new agent must stay up to count as started")
        int settleMillis() default 2000;

        @AttributeDefinition(description = "Seconds in which a new agent with a health check must become healthy")
        int healthWindow() default 60;
    }

    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final InstallJournal journal;
    private final StartupTimes patience;

    @Activate
    public InstallHandler(
            Config config,
            @Reference PackageStore packages,
            @Reference ProcessSupervisor supervisor,
            @Reference Metafile metafile) {
        this(
                packages,
                supervisor,
                metafile,
                new StartupTimes(Duration.ofMillis(config.settleMillis()), Duration.ofSeconds(config.healthWindow())));
    }

    InstallHandler(PackageStore packages, ProcessSupervisor supervisor, Metafile metafile, StartupTimes patience) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = new InstallJournal(metafile);
        this.patience = patience;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        String name = job.requireName();
        var source = job.parameters().as(PackageParameters.class).source();
        var parameters = job.parameters().as(AgentParameters.class);
        var present = supervisor.spec(name);
        if (present.isEmpty() || isHalfInstalled(name)) {
            new Installation(packages, supervisor, journal, patience).install(name, source, parameters, context);
        } else {
            requireSamePackage(name, source);
            new Redefinition(supervisor, journal, patience).redefine(present.get(), parameters, context);
        }
        supervisor
                .program(name)
                .flatMap(program -> supervisor.status(name).map(program::describe))
                .ifPresent(runs -> context.progress(1, runs));
    }

    private boolean isHalfInstalled(String name) {
        return journal.begun(name).filter(begun -> begun.before() == null).isPresent();
    }

    private void requireSamePackage(String name, PackageSource source) throws JobException {
        var current = packages.current(name);
        if (current.isPresent() && current.get().checksum().equals(source.checksum())) {
            return;
        }
        throw new JobException(
                ErrorCode.ALREADY_INSTALLED,
                name + " is installed from another package"
                        + current.map(release -> " (" + release.id() + ")").orElse("")
                        + "; use upgrade, or uninstall it first");
    }
}
