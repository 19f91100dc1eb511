package org.bootagent.process.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the size of all logs now and then: seldom, unless one of them grows fast. */
final class Logs {
    private static final Logger LOG = LoggerFactory.getLogger(Logs.class);
    private static final Duration SELDOM = Duration.ofSeconds(10);
    private static final Duration OFTEN = Duration.ofMillis(500);

    private final Supplier<List<Path>> files;
    private final LogRotation rotation;
    private final long maxBytes;
    private final Scheduler scheduler;
    private Map<Path, Long> sizes = Map.of();

    Logs(Supplier<List<Path>> files, LogRotation rotation, long maxBytes, Scheduler scheduler) {
        this.files = files;
        this.rotation = rotation;
        this.maxBytes = maxBytes;
        this.scheduler = scheduler;
    }

    void watch() {
        scheduler.at(scheduler.now().plus(SELDOM), this::check);
    }

    private void check() {
        var next = SELDOM;
        try {
            next = look() ? OFTEN : SELDOM;
        } finally {
            scheduler.at(scheduler.now().plus(next), this::check);
        }
    }

    /** Whether one has grown so much that it may be over its size before the seldom look. */
    private synchronized boolean look() {
        boolean fast = false;
        var seen = new HashMap<Path, Long>();
        for (var file : files.get()) {
            long before = sizes.getOrDefault(file, 0L);
            long size = size(file);
            fast |= size - before > maxBytes / 4;
            seen.put(file, size > maxBytes ? rotate(file) : size);
        }
        sizes = seen;
        return fast;
    }

    private long rotate(Path file) {
        try {
            rotation.rotate(file);
        } catch (IOException e) {
            LOG.warn("Cannot rotate {}; it goes on growing: {}", file, e.toString());
        }
        return size(file);
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0;
        }
    }
}
