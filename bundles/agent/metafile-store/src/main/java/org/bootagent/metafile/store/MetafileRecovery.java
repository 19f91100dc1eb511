package org.bootagent.metafile.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.bootagent.api.metafile.MetafileException;
import org.bootagent.metafile.store.MetafileFormat.DamagedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Recovers the state at start: takes the newest intact file, and keeps a damaged one under another name for inspection. */
final class MetafileRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(MetafileRecovery.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final MetafileFiles files;
    private final FileOperations disk;
    private final Clock clock;

    MetafileRecovery(MetafileFiles files, FileOperations disk, Clock clock) {
        this.files = files;
        this.disk = disk;
        this.clock = clock;
    }

    Generation recover() {
        deleteTemporaries();
        return intactOrSetAside(files.current()).or(() -> previous()).orElse(Generation.NONE);
    }

    private Optional<Generation> previous() {
        var generation = intactOrSetAside(files.previous());
        generation.ifPresent(found -> LOG.warn("Using {} instead: generation {}", files.previous(), found.number()));
        return generation;
    }

    private Optional<Generation> intactOrSetAside(Path file) {
        try {
            return files.read(file);
        } catch (DamagedException e) {
            Path aside = setAside(file);
            LOG.error("Cannot use {}: {}. It is kept as {}", file, e.getMessage(), aside);
            return Optional.empty();
        }
    }

    private Path setAside(Path file) {
        Path aside = free(files.home().resolve(MetafileFiles.NAME + ".damaged-" + STAMP.format(clock.instant())));
        try {
            disk.rename(file, aside);
            disk.syncDirectory(files.home());
            return aside;
        } catch (IOException e) {
            throw new MetafileException(
                    file + " is damaged and cannot be renamed to " + aside + "; move it away by hand", e);
        }
    }

    private static Path free(Path wanted) {
        Path path = wanted;
        for (int i = 2; Files.exists(path); i++) {
            path = wanted.resolveSibling(wanted.getFileName() + "-" + i);
        }
        return path;
    }

    /** Deletes temporary files of commits that were cut off; nobody was told that these had succeeded. */
    private void deleteTemporaries() {
        try (var found = Files.newDirectoryStream(files.home(), MetafileFiles.TEMPORARY + "*")) {
            for (Path temporary : found) {
                disk.delete(temporary);
            }
        } catch (IOException e) {
            throw new MetafileException(
                    "home " + files.home() + " cannot be used; check that BootAgent may write to it", e);
        }
    }
}
