package org.bootagent.process.supervisor.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A file that the agent touches while it is well. */
record FileProbe(Path file, Duration maxAge, Clock clock) implements Probe {
    @Override
    public Optional<String> failure() {
        try {
            var age = Duration.between(Files.getLastModifiedTime(file).toInstant(), clock.instant());
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
}
