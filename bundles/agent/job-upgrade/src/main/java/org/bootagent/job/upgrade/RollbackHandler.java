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
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.api.process.ProcessSupervisor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Goes back to the previous release, and stays if that one does not come up. */
@Component(configurationPid = "org.bootagent.job.upgrade")
@JobActions("rollback")
public final class RollbackHandler implements JobHandler {
    private final PackageStore packages;
    private final ProcessSupervisor supervisor;
    private final UpgradeJournal journal;
    private final UpgradeSettings settings;
    private final InstantSource clock;

    @Activate
    public RollbackHandler(
            UpgradeSettings.Config config,
            @Reference PackageStore packages,
            @Reference ProcessSupervisor supervisor,
            @Reference Metafile metafile) {
        this(packages, supervisor, metafile, UpgradeSettings.of(config), SteadyClock.get());
    }

    RollbackHandler(
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
        String name = job.requireName();
        var special = job.parameters().as(RollbackParameters.class);
        var begun = journal.begun(name).filter(known -> known.job().equals(job.key()));
        if (begun.isEmpty() && hasLeft(name, special.from())) {
            context.progress(1, name + " is no longer on " + special.from());
            return;
        }
        var target = new PreviousRelease(
                packages, journal, name, begun.map(UpgradeIntent::release), special.bad(), special.force());
        var window = UpgradeParameters.window(special.healthWindow());
        var request = new Upgrade.Request(job.key(), name, target, settings, window);
        var back = new Upgrade(packages, supervisor, journal, request, context, clock);
        back.run();
        String on = "back on " + packages.current(name).map(Release::id).orElse("");
        context.progress(1, Stream.concat(Stream.of(on), back.notes().stream()).collect(Collectors.joining("; ")));
    }

    private boolean hasLeft(String name, String from) {
        return from != null
                && packages.current(name)
                        .filter(release -> release.id().equals(from))
                        .isEmpty();
    }
}
