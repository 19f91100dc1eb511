package org.bootagent.job.self.upgrade;

import java.nio.file.Path;
import org.bootagent.api.host.HostConfig;

/**
 * The BootAgent that runs.
 *
 * @param release what it was started from, or {@code base}
 * @param conf the settings file given to it, or empty
 */
record Self(Path home, String version, String arch, String release, String conf) {
    /** By this name jobs mean it. */
    static final String NAME = "BootAgent";

    static Self of(HostConfig host) {
        return new Self(Path.of(host.home()), host.version(), host.arch(), host.release(), host.conf());
    }

    Path directory() {
        return home.resolve("agents").resolve(NAME);
    }

    boolean isBase() {
        return release.equals(HostConfig.BASE);
    }
}
