package org.bootagent.packages.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of incomplete downloads, by the digest of the whole file. Any later job resumes them. */
final class KeptParts {
    private static final Logger LOG = LoggerFactory.getLogger(KeptParts.class);

    /** Prefix that no agent's name has. */
    private static final String PREFIX = "_kept-";

    private static final int MAX_COUNT = 16;
    private static final Duration MAX_AGE = Duration.ofDays(1);

    private final Path directory;
    private final long maxBytes;

    /** @param maxBytes total size; the oldest parts are deleted beyond it */
    KeptParts(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** Takes a kept part as the beginning, unless something is there already. */
    void claim(Path part, String digest) throws IOException {
        Path kept = kept(digest);
        if (!Files.exists(part) && Files.exists(kept)) {
            move(kept, part);
        }
    }

    /** Moves a kept part, which two jobs may want at once. */
    private static synchronized void move(Path kept, Path part) throws IOException {
        if (Files.exists(kept)) {
            Files.move(kept, part, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** Keeps an incomplete download, and returns its bytes; 0 if nothing is kept. */
    synchronized long keep(Path part, String digest) {
        try {
            if (!Files.exists(part) || Files.size(part) == 0) {
                return 0;
            }
            Path kept = kept(digest);
            Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            prune();
            return Files.exists(kept) ? Files.size(kept) : 0;
        } catch (IOException e) {
            LOG.warn("Cannot keep an incomplete download: {}", e.toString());
            return 0;
        }
    }

    private void prune() throws IOException {
        var oldest = Instant.now().minus(MAX_AGE);
        long total = 0;
        int count = 0;
        for (Path part : newestFirst()) {
            total += Files.size(part);
            boolean old = Files.getLastModifiedTime(part).toInstant().isBefore(oldest);
            if (old || total > maxBytes || ++count > MAX_COUNT) {
                Files.deleteIfExists(part);
            }
        }
    }

    private List<Path> newestFirst() throws IOException {
        var parts = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(directory, PREFIX + "*" + Fetcher.SUFFIX)) {
            found.forEach(parts::add);
        }
        parts.sort(Comparator.comparingLong((Path part) -> part.toFile().lastModified())
                .reversed());
        return parts;
    }

    private Path kept(String digest) {
        return directory.resolve(PREFIX + digest + Fetcher.SUFFIX);
    }
}
