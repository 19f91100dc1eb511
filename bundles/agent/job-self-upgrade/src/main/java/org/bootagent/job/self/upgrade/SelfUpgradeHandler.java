package org.bootagent.job.self.upgrade;

import java.io.UncheckedIOException;
import java.time.Duration;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.HostRestart;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobAgents;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageParameters;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.report.Transport;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Carries out jobs on BootAgent itself: changes to another version, back to the previous one, and restarts. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.job.self.upgrade"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@JobActions({"upgrade", "rollback", "restart", "install", "uninstall", "start", "stop"})
@JobAgents(RunningVersion.NAME)
public final class SelfUpgradeHandler implements JobHandler {

    @ObjectClassDefinition(name = "BootAgent: upgrade of itself", pid = "org.bootagent.job.self.upgrade")
    @interface Config {
        @AttributeDefinition(
                description = "Default time in seconds within which a new version must have a report accepted")
        int healthWindow() default 60;
    }

    private final ReportWatch reports = new ReportWatch();
    private final RunningVersion self;
    private final TrialFile file;
    private final PackageStore packages;
    private final HostRestart restart;
    private final Targets targets;
    private final VersionChange change;
    private final Duration window;

    @Activate
    public SelfUpgradeHandler(
            HostConfig host,
            Config config,
            @Reference PackageStore packages,
            @Reference Metafile metafile,
            @Reference HostRestart restart) {
        this(RunningVersion.of(host), Duration.ofSeconds(config.healthWindow()), packages, metafile, restart);
    }

    SelfUpgradeHandler(
            RunningVersion self, Duration window, PackageStore packages, Metafile metafile, HostRestart restart) {
        this.self = self;
        this.window = window;
        this.packages = packages;
        this.restart = restart;
        this.file = new TrialFile(self.directory());
        this.targets = new Targets(self, packages, metafile);
        this.change = new VersionChange(self, file, reports, packages, metafile, restart);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTransport(Transport transport) {
        reports.add(transport);
    }

    void removeTransport(Transport transport) {
        reports.remove(transport);
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        try {
            switch (job.action()) {
                case "upgrade", "rollback" -> changeVersion(job, context);
                case "restart" -> restart(context);
                default ->
                    throw new JobException(
                            ErrorCode.BAD_REQUEST,
                            "BootAgent itself cannot be told to " + job.action()
                                    + " by a job; it can be told to upgrade, rollback or restart");
            }
        } catch (UncheckedIOException e) {
            throw new JobException(ErrorCode.IO_ERROR, e.getMessage(), e);
        }
    }

    private void changeVersion(Job job, JobContext context) throws JobException {
        var known = file.read();
        if (known.isPresent() && known.get().job().equals(job.key())) {
            change.resume(known.get(), context);
            return;
        }
        requireGuard();
        var request = job.parameters().as(SelfUpgradeParameters.class);
        if (known.isPresent()) {
            change.settle(known.get());
        }
        var target = job.action().equals("upgrade")
                ? targets.fetched(job.parameters().as(PackageParameters.class).source(), request.force(), context)
                : targets.previous(known.map(Trial::base).orElse(HostConfig.BASE));
        if (target.release().equals(self.release())) {
            context.progress(1, "BootAgent runs " + self.version() + " already");
            return;
        }
        var previous = packages.previous(RunningVersion.NAME)
                .map(release -> release.id())
                .orElse("");
        var patience = request.healthWindow() == null ? window : Duration.ofSeconds(request.healthWindow());
        change.begin(Trial.pending(job.key(), target, self.release(), previous, patience), context);
    }

    /** Restarts. A crash before it serves as well: this is already another process than the one that took the job. */
    private void restart(JobContext context) throws JobException {
        if (context.resumed()) {
            context.progress(1, "BootAgent was restarted and runs " + self.version());
            return;
        }
        requireGuard();
        restart.request("a job asks for it");
        while (true) {
            ReportWatch.rest(context);
        }
    }

    private void requireGuard() throws JobException {
        if (!restart.possible()) {
            throw new JobException(
                    ErrorCode.HOST,
                    "BootAgent runs without its guard, so nobody would start it again; start it with bin/bootagent run");
        }
    }
}
