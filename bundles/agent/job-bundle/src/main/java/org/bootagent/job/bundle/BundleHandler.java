package org.bootagent.job.bundle;

import java.nio.file.Path;
import java.time.Duration;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.Job;
import org.bootagent.api.job.JobActions;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.job.JobHandler;
import org.bootagent.api.metafile.Metafile;
import org.bootagent.api.packages.PackageParameters;
import org.bootagent.api.packages.PackageStore;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Installs, updates, removes and lists action bundles. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.job.bundle"},
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        immediate = true)
@JobActions({BundleHandler.INSTALL, BundleHandler.UPDATE, BundleHandler.REMOVE, BundleHandler.LIST})
public final class BundleHandler implements JobHandler {
    static final String INSTALL = "bundle-install";
    static final String UPDATE = "bundle-update";
    static final String REMOVE = "bundle-remove";
    static final String LIST = "bundle-list";

    private static final long MIB = 1 << 20;

    /** The bundle's configuration. */
    @ObjectClassDefinition(name = "BootAgent: bundle jobs", pid = "org.bootagent.job.bundle")
    @interface Config {
        @AttributeDefinition(description = "Largest bundle accepted, in MiB")
        int maxBundleMiB() default 32;

        @AttributeDefinition(description = "Default time in seconds within which a bundle must be active")
        int healthWindow() default 30;

        @AttributeDefinition(description = "Seconds within which a changed jar must be noticed")
        int pickup() default 10;
    }

    private final PackageStore packages;
    private final ActionsDirectory directory;
    private final Framework framework;
    private final BundleActivation serving;
    private final BundleJournal journal;
    private final long maxBytes;
    private final Duration window;

    @Activate
    public BundleHandler(
            HostConfig host,
            Config config,
            BundleContext context,
            @Reference PackageStore packages,
            @Reference Metafile metafile,
            @Reference ServiceComponentRuntime components) {
        this(
                packages,
                metafile,
                new ActionsDirectory(Path.of(host.home()).resolve("actions")),
                new OsgiFramework(
                        context.getBundle(0).getBundleContext(),
                        Path.of(host.home()).resolve("actions"),
                        new Components(context, components)),
                new Pauses(SteadyClock.get(), time -> Thread.sleep(time.toMillis())),
                config);
    }

    BundleHandler(
            PackageStore packages,
            Metafile metafile,
            ActionsDirectory directory,
            Framework framework,
            Pauses waiting,
            Config config) {
        this.packages = packages;
        this.directory = directory;
        this.framework = framework;
        this.journal = new BundleJournal(metafile);
        this.serving = new BundleActivation(framework, waiting, Duration.ofSeconds(config.pickup()));
        this.maxBytes = config.maxBundleMiB() * MIB;
        this.window = Duration.ofSeconds(config.healthWindow());
        new BundleRecovery(directory, journal).run();
    }

    @Override
    public void handle(Job job, JobContext context) throws JobException {
        switch (job.action()) {
            case INSTALL, UPDATE -> replace(job, context);
            case REMOVE -> remove(job, context);
            default -> context.progress(1, Listing.json(framework.bundles()));
        }
    }

    private void replace(Job job, JobContext context) throws JobException {
        var special = job.parameters().as(BundleParameters.class);
        var request = new Replacement.Request(
                job.key(),
                job.action().equals(UPDATE),
                job.parameters().as(PackageParameters.class).source(),
                special.bundle(),
                maxBytes,
                special.healthWindow() == null ? window : Duration.ofSeconds(special.healthWindow()));
        new Replacement(packages, directory, framework, serving, journal, request, context).run();
    }

    private void remove(Job job, JobContext context) throws JobException {
        String name = job.parameters().as(BundleParameters.class).bundle();
        if (name == null) {
            throw new JobException(
                    ErrorCode.MISSING_FIELD, "bundle: the symbolic name of the bundle to remove is missing");
        }
        new BundleRemoval(directory, framework, serving).run(name, context);
    }
}
