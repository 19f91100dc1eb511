package org.bootagent.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.concurrent.NamedThreads;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.files.Deletion;
import org.bootagent.packages.files.DiskErrors;
import org.bootagent.packages.files.Durable;
import org.bootagent.packages.unpack.Architecture;
import org.bootagent.packages.unpack.Unpacker;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Keeps the releases of all agents, below the host agent's home. */
@Component(
        configurationPid = {HostConfig.PID, "org.bootagent.packages"},
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class DiskPackageStore implements PackageStore {

    @ObjectClassDefinition(name = "BootAgent: packages", pid = "org.bootagent.packages")
    @interface Config {
        @AttributeDefinition(description = "Largest package accepted, in MiB")
        int maxPackageMiB() default 2048;

        @AttributeDefinition(
                description = "Most MiB of unfinished downloads, which are kept so that the next try resumes them")
        int maxPartialMiB() default 2048;

        @AttributeDefinition(description = "Largest unpacked size of a package, in MiB")
        int maxUnpackedMiB() default 8192;

        @AttributeDefinition(description = "Most files, directories and links in a package")
        int maxEntries() default 200_000;

        @AttributeDefinition(description = "Most unpacked bytes for one packed byte; applies above 16 MiB")
        int maxRatio() default 200;

        @AttributeDefinition(description = "Deepest nesting of directories in a package")
        int maxDepth() default 64;

        @AttributeDefinition(description = "Most MiB of memory for a decompressor; 0: half of the Java heap")
        int maxDecoderMiB() default 0;

        @AttributeDefinition(
                description = "Releases of an agent to keep, including the current and the previous one; at least 2")
        int keepReleases() default 2;

        @AttributeDefinition(description = "Longest wait for a connection, in seconds")
        int connectTimeout() default 10;

        @AttributeDefinition(description = "Seconds without a byte after which a download is interrupted")
        int responseTimeout() default 60;

        @AttributeDefinition(
                description =
                        "File with lines of 'URL NAME: VALUE': headers, such as tokens, for all requests whose URL begins so")
        String headersFile() default "";

        @AttributeDefinition(
                description =
                        "PEM file of authorities to trust for https servers of packages, beside those of the Java runtime")
        String authorities() default "";

        @AttributeDefinition(
                description =
                        "Directories, separated by commas, whose files may be fetched by file: URLs; empty: any file that everyone may read")
        String fileDirectories() default "";

        @AttributeDefinition(description = "Retries in a row of one mirror that bring nothing")
        int retries() default 3;

        @AttributeDefinition(description = "Milliseconds before the first retry; doubled for each further one")
        int retryDelayMillis() default 1000;
    }

    private final Path agents;
    private final Staging staging;
    private final Fetcher fetcher;
    private final int others;

    @Activate
    public DiskPackageStore(HostConfig host, Config config) {
        Path home = Path.of(host.home());
        Path downloads = home.resolve("tmp");
        var architecture = new Architecture(host.arch());
        var settings = new PackageSettings(host, config);
        this.agents = home.resolve("agents");
        var sweep = new Sweep(agents, downloads, Clock.systemUTC()).begin();
        this.fetcher = new Fetcher(
                downloads, settings.fetch(), settings.access(), NamedThreads.scheduler("package-downloads"));
        this.staging = new Staging(fetcher, new Unpacker(settings.unpack(), architecture), architecture);
        this.others = settings.others();
        NamedThreads.create("package-sweep", sweep).start();
    }

    /** @param others number of releases kept beside the current and the previous one */
    DiskPackageStore(Path agents, Staging staging, Fetcher fetcher, int others) {
        this.agents = agents;
        this.staging = staging;
        this.fetcher = fetcher;
        this.others = others;
    }

    @Deactivate
    void close() throws IOException {
        fetcher.close();
    }

    @Override
    public Release stage(String agent, PackageSource source, JobContext context) throws JobException {
        return staging.stage(directory(agent), source, context);
    }

    @Override
    public Path fetch(PackageSource source, long maxBytes, JobContext context) throws JobException {
        return fetcher.fetch(source, maxBytes, context);
    }

    @Override
    public void activate(Release release) throws JobException {
        change(release.agent(), "switch the current release of", releases -> {
            releases.activate(release.id());
            return null;
        });
    }

    @Override
    public List<String> carryOver(Release from, Release to, List<String> keep, boolean configuration)
            throws JobException {
        return change(from.agent(), "keep files of", releases -> releases.carryOver(from, to, keep, configuration));
    }

    @Override
    public Optional<Release> rollback(String agent) throws JobException {
        return change(agent, "switch the current release of", AgentReleases::rollback);
    }

    @Override
    public Optional<Release> current(String agent) {
        return read(agent, AgentReleases::current);
    }

    @Override
    public Optional<Release> previous(String agent) {
        return read(agent, AgentReleases::previous);
    }

    @Override
    public void discard(Release release) throws JobException {
        change(release.agent(), "delete a release in", releases -> {
            releases.discard(release.id());
            return null;
        });
    }

    @Override
    public void prune(String agent) throws JobException {
        change(agent, "delete releases in", releases -> {
            releases.prune(others);
            return null;
        });
    }

    @Override
    public boolean remove(String agent) throws JobException {
        Path path = directory(agent).path();
        Path trash = agents.resolve(AgentDirectory.TRASH + agent);
        try {
            boolean finished = Deletion.delete(trash);
            if (!Files.exists(path)) {
                return finished;
            }
            Durable.rename(path, trash);
            return Deletion.delete(trash);
        } catch (IOException e) {
            throw DiskErrors.decide(e, "delete", path);
        }
    }

    private interface Change<T> {
        T apply(AgentReleases releases) throws IOException;
    }

    private <T> T change(String agent, String doing, Change<T> change) throws JobException {
        var directory = directory(agent);
        try {
            return change.apply(new AgentReleases(directory));
        } catch (IOException e) {
            throw DiskErrors.decide(e, doing, directory.path());
        }
    }

    private Optional<Release> read(String agent, Change<Optional<Release>> question) {
        try {
            return question.apply(new AgentReleases(directory(agent)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AgentDirectory directory(String agent) {
        return AgentDirectory.of(agents, agent);
    }
}
