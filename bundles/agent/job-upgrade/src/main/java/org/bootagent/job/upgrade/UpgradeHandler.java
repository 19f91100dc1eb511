package org.bootagent.job.upgrade;

import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bootagent.api.host.SteadyClock;
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
import org.osgi.service.metatype.annotations.Designate;

/** Replaces an agent's release by another, and goes back to the old one when the new one does not come up. */
@Component(configurationPid = "org.bootagent.job.upgrade")
@JobActions("upgrade")
@Designate(ocd = UpgradeSettings.Config.class)
public final class UpgradeHandler implements JobHandler {
    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final UpgradeJournal journal;
    private final UpgradeSettings settings;
    private final InstantSource clock;

    @Activate
    public UpgradeHandler(
            UpgradeSettings.Config config,
            @Reference PackageStore packages,
            @Reference ProcessSupervisor supervisor,
            @Reference Metafile metafile) {
        this(packages, supervisor, metafile, UpgradeSettings.of(config), SteadyClock.get());
    }

    UpgradeHandler(
            PackageStore packages,
            ProcessSupervisor supervisor,
            Metafile metafile,
            UpgradeSettings settings,
            InstantSource clock) {
        this.packages = packages;
        this.supervisor = supervisor;
        this.journal = new UpgradeJournal(metafile);
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        var special = job.parameters().as(UpgradeParameters.class);
        var target = new NewPackage(
                packages,
                journal,
                context,
                job.requireName(),
                job.parameters().as(PackageParameters.class).source(),
                job.parameters().as(AgentParameters.class).options(),
                special.force());
        var request = new Upgrade.Request(job.key(), job.requireName(), target, settings, special.window());
        var upgrade = new Upgrade(packages, supervisor, journal, request, context, clock);
        upgrade.run();
        String name = job.requireName();
        String runs = supervisor
                .program(name)
                .flatMap(program -> supervisor.status(name).map(program::describe))
                .orElse(name + " is upgraded");
        context.progress(
                1, Stream.concat(Stream.of(runs), upgrade.notes().stream()).collect(Collectors.joining("; ")));
    }
}
