package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.packages.fetch.Access;
import org.bootagent.packages.fetch.FetchSettings;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.fetch.ServerHeaders;
import org.bootagent.packages.unpack.Architecture;
import org.bootagent.packages.unpack.UnpackBounds;
import org.bootagent.packages.unpack.Unpacker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The package store as a service. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.packages"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class PackageStoreComponent implements PackageStore {
    private static final long MIB = 1 << 20;

    @ObjectClassDefinition(name = "BootAgent: packages", pid = "org.bootagent.packages")
    @interface Config {
        @AttributeDefinition(description = "Largest package accepted, in MiB")
        int maxPackageMiB() default 2048;

        @AttributeDefinition(
                description =
                        "Most that is kept of downloads that did not end, for the next try to go on there, in MiB")
        int maxPartialMiB() default 2048;

        @AttributeDefinition(description = "Most that a package may unpack to, in MiB")
        int maxUnpackedMiB() default 8192;

        @AttributeDefinition(description = "Most files, directories and links in a package")
        int maxEntries() default 200_000;

        @AttributeDefinition(description = "Most bytes unpacked for one byte packed; counts above 16 MiB")
        int maxRatio() default 200;

        @AttributeDefinition(description = "Deepest directory in a package")
        int maxDepth() default 64;

        @AttributeDefinition(description = "Memory that a decompressor may take, in MiB; 0: half of what Java has")
        int maxDecoderMiB() default 0;

        @AttributeDefinition(
                description =
                        "Releases of an agent that are kept, the current and the previous one included; at least 2")
        int keepReleases() default 2;

        @AttributeDefinition(description = "Seconds until a server is connected")
        int connectTimeout() default 10;

        @AttributeDefinition(description = "Seconds without a byte until a download is broken off")
        int responseTimeout() default 60;

        @AttributeDefinition(
                description =
                        "File with lines of 'URL NAME: VALUE': headers, such as tokens, for all requests whose URL begins so")
        String headersFile() default "";

        @AttributeDefinition(
                description =
                        "PEM file with authorities that https servers of packages may have, beside the runtime's own")
        String authorities() default "";

        @AttributeDefinition(
                description =
                        "Directories, with commas between them, whose files may be fetched by file: URLs; empty: any file that everyone may read")
        String fileDirectories() default "";

        @AttributeDefinition(description = "Retries of one mirror that in a row bring nothing")
        int retries() default 3;

        @AttributeDefinition(description = "Milliseconds before the first retry; doubled for each further one")
        int retryDelayMillis() default 1000;
    }

    private final ScheduledExecutorService scheduler;
    private final Fetcher fetcher;
    private final PackageStore store;

    @Activate
    public PackageStoreComponent(HostConfig host, Config config) {
        Path home = Path.of(host.home());
        Path agents = home.resolve("agents");
        Path downloads = home.resolve("tmp");
        var architecture = new Architecture(host.arch());
        var sweep = new Sweep(agents, downloads, Clock.systemUTC()).begin();
        scheduler = NamedThreads.scheduler("package-downloads");
        fetcher = new Fetcher(downloads, settings(config), access(host, config), scheduler);
        store = new DiskPackageStore(
                agents,
                new Staging(fetcher, new Unpacker(bounds(config), architecture), architecture),
                fetcher,
                others(config.keepReleases()));
        NamedThreads.create("package-sweep", sweep).start();
    }

    @Deactivate
    void close() throws IOException {
        scheduler.shutdownNow();
        fetcher.close();
    }

    @Override
    public Release stage(String agent, PackageSource source, JobContext context) throws JobException {
        return store.stage(agent, source, context);
    }

    @Override
    public Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException {
        return store.fetch(source, maxBytes, context);
    }

    @Override
    public void activate(Release release) throws JobException {
        store.activate(release);
    }

    @Override
    public List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration)
            throws JobException {
        return store.carryOver(from, to, keep, configuration);
    }

    @Override
    public Optional<Release> rollback(String agent) throws JobException {
        return store.rollback(agent);
    }

    @Override
    public Optional<Release> current(String agent) {
        return store.current(agent);
    }

    @Override
    public Optional<Release> previous(String agent) {
        return store.previous(agent);
    }

    @Override
    public void discard(Release release) throws JobException {
        store.discard(release);
    }

    @Override
    public void prune(String agent) throws JobException {
        store.prune(agent);
    }

    @Override
    public boolean remove(String agent) throws JobException {
        return store.remove(agent);
    }

    private static int others(int keepReleases) {
        if (keepReleases < 2) {
            throw new IllegalArgumentException("packages/keepReleases is " + keepReleases
                    + "; a rollback needs 2, the current and the previous one");
        }
        return keepReleases - 2;
    }

    private static Access access(HostConfig host, Config config) {
        return new Access(
                Proxies.of(host, System.getenv()),
                new ServerHeaders(file(config.headersFile())),
                file(config.authorities()),
                Arrays.stream(config.fileDirectories().split(","))
                        .map(String::strip)
                        .filter(directory -> !directory.isEmpty())
                        .map(Path::of)
                        .toList());
    }

    private static Path file(String setting) {
        return setting.isEmpty() ? null : Path.of(setting);
    }

    private static FetchSettings settings(Config config) {
        return new FetchSettings(
                config.maxPackageMiB() * MIB,
                config.maxPartialMiB() * MIB,
                Duration.ofSeconds(config.connectTimeout()),
                Duration.ofSeconds(config.responseTimeout()),
                config.retries(),
                Duration.ofMillis(config.retryDelayMillis()));
    }

    private static UnpackBounds bounds(Config config) {
        long decoder =
                config.maxDecoderMiB() == 0 ? Runtime.getRuntime().maxMemory() / 2 : config.maxDecoderMiB() * MIB;
        return new UnpackBounds(
                config.maxUnpackedMiB() * MIB, config.maxEntries(), config.maxRatio(), config.maxDepth(), decoder);
    }
}
