package org.bootagent.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bootagent.packages.fetch.Fetcher;
import org.bootagent.packages.files.Deletion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what a crash has left. At start it is only moved aside; its deletion may take long or fail, so it runs in the background and delays no start. */
final class Sweep {
    /** Age up to which a download is kept: its job may be about to run again, and resumes it. */
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

    /** Moves leftovers aside, and returns their deletion. */
    Runnable begin() {
        var leftovers = new ArrayList<Path>();
        try {
            collect(leftovers);
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot search {} for leftovers of the last run; the next start tries again", agents, e);
        }
        return () -> delete(leftovers);
    }

    private void delete(List<Path> leftovers) {
        leftovers.forEach(leftover -> attempt("delete " + leftover, () -> Deletion.delete(leftover)));
        attempt("delete old downloads in " + downloads, this::sweepDownloads);
    }

    private void collect(List<Path> leftovers) throws IOException {
        if (!Files.isDirectory(agents)) {
            return;
        }
        try (var children = Files.newDirectoryStream(agents)) {
            for (Path child : children) {
                if (child.getFileName().toString().startsWith(AgentDirectory.TRASH)) {
                    leftovers.add(child);
                } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    var releases = new AgentReleases(new AgentDirectory(child));
                    attempt("tidy up " + child, () -> leftovers.addAll(releases.putAsideLeftovers()));
                }
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** Runs a step, and continues with the other agents if one fails. */
    private static void attempt(String what, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Cannot {}: {}; it is tried again at the next start", what, e.toString());
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
