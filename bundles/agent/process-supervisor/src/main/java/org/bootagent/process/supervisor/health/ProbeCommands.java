package org.bootagent.process.supervisor.health;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs a command as the agent runs: as its user, in its directory, within its limits. */
@FunctionalInterface
public interface ProbeCommands {
    /**
     * Runs a command. Returns when it has ended, or was killed with all its children because of a timeout or an interrupt.
     *
     * @return why it failed, for an operator; empty if its exit code was 0
     */
    Optional<String> run(List<String> words, Duration timeout) throws InterruptedException;

    /**
     * Returns the modification time of a file as seen by the agent's user: a file that this user cannot see says nothing of its health.
     *
     * @throws IOException if there is no such file, or the agent cannot look at it
     */
    default FileTime modified(Path file, Duration timeout) throws IOException, InterruptedException {
        return Files.getLastModifiedTime(file);
    }
}
