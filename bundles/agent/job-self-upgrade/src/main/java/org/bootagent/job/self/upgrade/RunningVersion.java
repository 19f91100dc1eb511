package org.bootagent.job.self.upgrade;

import java.nio.file.Path;
import org.bootagent.api.host.HostConfig;
import org.bootagent.api.job.JobAgents;

/**
 * The running BootAgent.
 *
 * @param release that it was started from, or {@code base}
 * @param conf the settings file given to it, or empty
 */
record RunningVersion(Path home, String version, String arch, String release, String conf) {
    static final String NAME = JobAgents.HOST_AGENT;

    static RunningVersion of(HostConfig host) {
        return new RunningVersion(Path.of(host.home()), host.version(), host.arch(), host.release(), host.conf());
    }

    Path directory() {
        return home.resolve("agents").resolve(NAME);
    }

    boolean isBase() {
        return release.equals(HostConfig.BASE);
    }
}
