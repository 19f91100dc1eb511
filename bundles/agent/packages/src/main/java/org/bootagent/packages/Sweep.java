package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.files.Deletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what a crash has left, before anything new is begun. */
final class Sweep {
    /** A younger download may belong to a job that is about to be run again, and goes on from there. */
    private static final Duration DOWNLOADS_KEPT = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

    private final Path agents;
    private final Path downloads;
    private final Clock clock;

    Sweep(Path agents, Path downloads, Clock clock) {
        this.agents = agents;
        this.downloads = downloads;
        this.clock = clock;
    }

    void run() {
        try {
            sweepAgents();
            sweepDownloads();
        } catch (IOException e) {
            LOG.warn(
                    "Cannot delete what the last run has left below {}; it is tried again at the next start",
                    agents,
                    e);
        }
    }

    private void sweepAgents() throws IOException {
        if (!Files.isDirectory(agents)) {
            return;
        }
        try (var children = Files.newDirectoryStream(agents)) {
            for (Path child : children) {
                if (child.getFileName().toString().startsWith(AgentDirectory.TRASH)) {
                    Deletion.delete(child);
                } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    new AgentReleases(new AgentDirectory(child)).sweep();
                }
            }
        }
    }

    private void sweepDownloads() throws IOException {
        if (!Files.isDirectory(downloads)) {
            return;
        }
        var oldest = clock.instant().minus(DOWNLOADS_KEPT);
        try (var parts = Files.newDirectoryStream(downloads, "*" + Fetcher.SUFFIX)) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(oldest)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
