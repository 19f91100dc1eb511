package org.bootagent.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Preview of what a file of agents would run.
 *
 * @param agents a line each
 * @param problems of entries that would not run, each with its line
 * @param warnings of what is ignored, each with its line
 */
public record AgentsPreview(List<String> agents, List<String> problems, List<String> warnings) {
    /**
     * Reads the file as {@link LocalMode} does, and looks for the programs. A run reports a missing program too, but defines the agent, because the program may
     * come later.
     *
     * @param home of the host agent
     * @throws IOException if it cannot be read, or is no list of agents
     */
    public static AgentsPreview of(Path file, Path home) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("there is no " + file + "; write it, or name another with --agents");
        }
        var read = AgentsFile.read(
                file, home.resolve("agents"), Runtime.getRuntime().availableProcessors());
        var problems = new ArrayList<>(read.problems());
        read.agents().forEach(agent -> StartCheck.problem(agent).ifPresent(problems::add));
        return new AgentsPreview(
                read.agents().stream().map(AgentsPreview::line).toList(), List.copyOf(problems), read.warnings());
    }

    private static String line(LocalAgent agent) {
        return agent.spec().name() + ", " + (agent.enabled() ? "would run" : "not enabled") + ": "
                + agent.spec().command();
    }
}
