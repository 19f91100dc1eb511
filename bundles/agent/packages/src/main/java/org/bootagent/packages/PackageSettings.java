package org.bootagent.packages;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.host.Proxies;
import org.bootagent.packages.fetch.Access;
import org.bootagent.packages.fetch.FetchSettings;
import org.bootagent.packages.fetch.ServerHeaders;
import org.bootagent.packages.tree.UnpackBounds;

/** Turns the bundle's configuration into settings for fetching, unpacking and keeping releases. */
record PackageSettings(HostConfig host, DiskPackageStore.Config config) {
    private static final long MIB = 1 << 20;

    /** Number of releases that are kept beside the current and the previous one. */
    int others() {
        int keepReleases = config.keepReleases();
        if (keepReleases < 2) {
            throw new IllegalArgumentException("packages/keepReleases is " + keepReleases
                    + "; a rollback needs 2, the current and the previous one");
        }
        return keepReleases - 2;
    }

    Access access() {
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

    FetchSettings fetch() {
        return new FetchSettings(
                config.maxPackageMiB() * MIB,
                config.maxPartialMiB() * MIB,
                Duration.ofSeconds(config.connectTimeout()),
                Duration.ofSeconds(config.responseTimeout()),
                config.retries(),
                Duration.ofMillis(config.retryDelayMillis()));
    }

    UnpackBounds unpack() {
        long decoder =
                config.maxDecoderMiB() == 0 ? Runtime.getRuntime().maxMemory() / 2 : config.maxDecoderMiB() * MIB;
        return new UnpackBounds(
                config.maxUnpackedMiB() * MIB, config.maxEntries(), config.maxRatio(), config.maxDepth(), decoder);
    }
}
