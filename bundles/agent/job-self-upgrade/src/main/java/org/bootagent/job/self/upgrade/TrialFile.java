package org.bootagent.job.self.upgrade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes {@code agents/BootAgent/trial}. This class and {@code lib/trial.sh} of the distribution write it in turns, each whole or not at all; nothing else does. */
final class TrialFile {
    private static final Logger LOG = LoggerFactory.getLogger(TrialFile.class);
    private static final String NAME = "trial";

    private final Path directory;

    /** @param directory {@code agents/BootAgent} */
    TrialFile(Path directory) {
        this.directory = directory;
    }

    Optional<Trial> read() {
        try {
            return Optional.of(Trial.parse(Files.readString(directory.resolve(NAME))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (Trial.NewerFormatException e) {
            String message = directory.resolve(NAME) + " is of a newer BootAgent: " + e.getMessage()
                    + "; upgrade this one by its package, or delete the file if nothing waits for it";
            throw new UncheckedIOException(message, new IOException(e));
        } catch (IllegalArgumentException e) {
            LOG.warn("Ignoring {}, which is damaged: {}", directory.resolve(NAME), e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(directory.resolve(NAME) + " cannot be read", e);
        }
    }

    /** Writes the trial; it is durable when this returns. */
    void write(Trial trial) {
        Path draft = directory.resolve("." + NAME + ".draft");
        try {
            Files.createDirectories(directory);
            try (var channel = FileChannel.open(
                    draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(trial.text().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(draft, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(directory.resolve(NAME) + " cannot be written: " + e, e);
        }
    }
}
