package org.bootagent.job.upgrade;

import java.time.Duration;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageParameters;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.process.AgentParameters;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Replaces an agent's release by another, and goes back to the old one when the new one does not come up. */
@Component(configurationPid = "org.bootagent.job.upgrade")
@JobActions("upgrade")
@Designate(ocd = UpgradeHandler.Config.class)
public final class UpgradeHandler implements JobHandler {

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: upgrade job")
    @interface Config {
        @AttributeDefinition(description = "Seconds that a new release must stay up, where the job does not say")
        int healthWindow() default 5;
    }

    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final Journal journal;
    private final Duration healthWindow;

    @Activate
    public UpgradeHandler(
            Config config,
            @Reference PackageStore packages,
            @Reference ProcessSupervisor supervisor,
            @Reference Metafile metafile) {
        this(packages, supervisor, metafile, Duration.ofSeconds(config.healthWindow()));
    }

    UpgradeHandler(PackageStore packages, ProcessSupervisor supervisor, Metafile metafile, Duration healthWindow) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = new Journal(metafile);
        this.healthWindow = healthWindow;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var special = job.parameters().as(UpgradeParameters.class);
        var window = special.healthWindow() == null ? healthWindow : Duration.ofSeconds(special.healthWindow());
        var request = new Upgrade.Request(
                job.key(),
                job.requireName(),
                job.parameters().as(PackageParameters.class).source(),
                job.parameters().as(AgentParameters.class).options(),
                window,
                special.force());
        new Upgrade(packages, supervisor, journal, request, context).run();
    }
}
