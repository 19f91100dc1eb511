package org.bootagent.process.supervisor.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.process.supervisor.health.ProbeCommands;
import org.bootagent.process.supervisor.host.SystemCommands;

/**
 * Commands of a health check, which run as the agent does.
 *
 * @param joinFiles of the scope of the agent's limits
 */
public record HealthCommands(SideCommands commands, AgentSpec spec, List<Path> joinFiles) implements ProbeCommands {
    @Override
    public Optional<String> run(List<String> words, Duration timeout) throws InterruptedException {
        return commands.run(spec, joinFiles, words, timeout);
    }

    @Override
    public FileTime modified(Path file, Duration timeout) throws IOException, InterruptedException {
        if (spec.options().user() == null) {
            return Files.getLastModifiedTime(file);
        }
        String stat = SystemCommands.onPath("stat", SystemCommands.DEFAULT_PATH)
                .orElseThrow(() -> new IOException("this host has no stat (coreutils); install it"));
        String said = commands.read(spec, joinFiles, List.of(stat, "-L", "-c", "%Y", "--", file.toString()), timeout);
        if (!said.matches("-?[0-9]{1,18}")) {
            throw new IOException("stat said " + said);
        }
        return FileTime.from(Instant.ofEpochSecond(Long.parseLong(said)));
    }
}
