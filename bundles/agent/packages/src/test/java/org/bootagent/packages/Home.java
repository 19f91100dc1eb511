package org.bootagent.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.bootagent.api.host.Proxies;
import org.bootagent.api.job.JobContext;
import org.bootagent.api.job.JobException;
import org.bootagent.api.packages.Checksum;
import org.bootagent.api.packages.PackageSource;
import org.bootagent.api.packages.PackageStore;
import org.bootagent.api.packages.Release;
import org.bootagent.packages.fetch.Access;
import org.bootagent.packages.fetch.FetchSettings;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.fetch.ServerHeaders;
import org.bootagent.packages.tree.UnpackBounds;
import org.bootagent.packages.unpack.Architecture;
import org.bootagent.packages.unpack.Unpacker;
import org.bootagent.testing.FakeContext;

/** A host agent's home with a store in it. */
final class Home implements AutoCloseable {
    static final String AGENT = "agent";

    final Path path;
    final PackageStore store;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final Fetcher fetcher;

    Home(Path path) {
        this(path, new UnpackBounds(64 << 20, 2000, 100, 32, 80 << 20));
    }

    Home(Path path, UnpackBounds bounds) {
        // Nobody else may read the files of tests.
        this(path, bounds, new Access(Proxies.NONE, new ServerHeaders(null), null, List.of(Path.of("/"))));
    }

    Home(Path path, Access access) {
        this(path, new UnpackBounds(64 << 20, 2000, 100, 32, 80 << 20), access);
    }

    private Home(Path path, UnpackBounds bounds, Access access) {
        this.path = path;
        var host = new Architecture("x86_64");
        var settings = new FetchSettings(
                32 << 20, 8 << 20, Duration.ofSeconds(10), Duration.ofSeconds(10), 2, Duration.ofMillis(1));
        this.fetcher = new Fetcher(path.resolve("tmp"), settings, access, scheduler);
        this.store = new DiskPackageStore(agents(), new Staging(fetcher, new Unpacker(bounds, host), host), fetcher, 1);
    }

    Path agents() {
        return path.resolve("agents");
    }

    /** Sweeps as the next start would, at once and in the background. */
    void sweep() {
        new Sweep(agents(), path.resolve("tmp"), Clock.systemUTC()).begin().run();
    }

    Release stage(Path file) throws JobException {
        return store.stage(AGENT, source(file), FakeContext.first());
    }

    Release stage(Checksum checksum, JobContext context, String... urls) throws JobException {
        return store.stage(
                AGENT, new PackageSource(Arrays.stream(urls).map(URI::create).toList(), checksum, null), context);
    }

    static PackageSource source(Path file) {
        return new PackageSource(List.of(file.toUri()), checksum(file), null);
    }

    static Checksum checksum(Path file) {
        try {
            return checksum(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Checksum checksum(byte[] content) {
        try {
            return new Checksum(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns every path below the home, directories too, without the home's standing ones. */
    List<String> everything() {
        if (!Files.exists(path)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(path)) {
            return all.map(each -> path.relativize(each).toString())
                    .filter(each -> !List.of("", "agents", "tmp").contains(each))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        fetcher.close();
    }
}
