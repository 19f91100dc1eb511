package org.bootagent.process.supervisor.health;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Checks a file that the agent touches while it is well. When a change is seen, its time is compared with the host's clock. From then on only the time without
 * a change counts, because the clock may be set.
 */
final class FileProbe implements Probe {
    private final Path file;
    private final Duration maxAge;
    private final Modified modified;
    private final Clock wall;
    private final Clock steady;
    private FileTime seen;
    /** Time of the last change that was seen, by the steady clock. */
    private Instant changed = Instant.MIN;

    /** Reads a file's modification time. */
    interface Modified {
        FileTime of(Path file) throws IOException, InterruptedException;
    }

    FileProbe(Path file, Duration maxAge, Modified modified, Clock wall, Clock steady) {
        this.file = file;
        this.maxAge = maxAge;
        this.modified = modified;
        this.wall = wall;
        this.steady = steady;
    }

    @Override
    public synchronized Optional<String> failure() throws InterruptedException {
        try {
            var age = age(modified.of(file));
            return age.compareTo(maxAge) <= 0
                    ? Optional.empty()
                    : Optional.of(file + " was last changed " + age.toSeconds() + " s ago, more than "
                            + maxAge.toSeconds() + " s");
        } catch (NoSuchFileException e) {
            return Optional.of("there is no " + file);
        } catch (IOException e) {
            return Optional.of(file + " cannot be looked at: " + e.getMessage());
        }
    }

    private Duration age(FileTime now) {
        if (!now.equals(seen)) {
            var age = Duration.between(now.toInstant(), wall.instant());
            changed = age.isNegative() ? steady.instant() : steady.instant().minus(age);
            seen = now;
        }
        return Duration.between(changed, steady.instant());
    }
}
