package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents of a file, without a server. */
class LocalModeIT {
    private static final String FILE = """
            - name: sleeper
              binary-path: /bin/sleep
              parameter: ["6666"]
              environment: {COLOUR: blue}
            - name: broken
              binary-path: /bin/sleep
              cpu-limit: much
              parameter: ["6667"]
            """;

    @TempDir
    private Path directory;

    @Test
    void runsTheAgentsOfAFileAndFollowsItsChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("agents.yaml"), FILE);
        try (var agent = new AgentProcess()) {
            agent.run("--local", "--agents", file.toString());
            var sleeper = agent.running("sleeper");
            assertThat(Processes.environment(sleeper)).containsEntry("COLOUR", "blue");
            assertThat(agent.agent("broken").isMissingNode()).isTrue();
            assertThat(agent.home().resolve("log/bootagent.log"))
                    .content()
                    .contains("line 7: cpu-limit must be a number, not 'much'");

            agent.kill();
            agent.run("--local", "--agents", file.toString());
            assertThat(agent.running("sleeper")).isEqualTo(sleeper);

            Files.writeString(file, FILE.replace("much", "0.5"));
            agent.running("broken");
            assertThat(agent.running("sleeper")).isEqualTo(sleeper);

            Files.writeString(file, "- {name: broken, binary-path: /bin/sleep, parameter: [\"6667\"]}\n");
            Await.until(() -> agent.agent("sleeper").isMissingNode());
            assertThat(sleeper.isAlive()).isFalse();
        }
    }

    @Test
    void theCheckReadsTheFile() throws Exception {
        Path file = Files.writeString(directory.resolve("agents.yaml"), FILE);
        try (var agent = new AgentProcess()) {
            var wrong = agent.cli("run", "-T", "--local", "--agents", file.toString());
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.err()).contains(file + ": line 7: cpu-limit must be a number, not 'much'");

            Files.writeString(
                    file,
                    FILE.replace("much", "0.5").replace("  cpu-limit", "  enabled: false\n  colour: red\n  cpu-limit"));
            var right = agent.cli("run", "-T", "--local", "--agents", file.toString());
            assertThat(right.exit()).as(right.err()).isZero();
            assertThat(right.out())
                    .contains(
                            "agents    " + file,
                            "agent     sleeper, would run: [/bin/sleep, 6666]",
                            "agent     broken, not enabled: [/bin/sleep, 6667]",
                            "warning   line 8: field colour is ignored");

            Files.writeString(file, "- {name: a, binary-path: /none/a}\n");
            var missing = agent.cli("run", "-T", "--local", "--agents", file.toString());
            assertThat(missing.exit()).isEqualTo(2);
            assertThat(missing.err()).contains(file + ": line 1: agent a would not start: there is no program /none/a");

            var none = agent.cli("run", "-T", "--local");
            assertThat(none.exit()).isEqualTo(2);
            assertThat(none.err()).contains("there is no " + agent.home().resolve("agents.yaml"));
        }
    }

    @Test
    void theFileIsForALocalRun() {
        try (var agent = new AgentProcess()) {
            var wrong = agent.cli("run", "-T", "--agents", "x");
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.err()).contains("--local");
        }
    }

    @Test
    void aLocalRunHasNoServer() {
        try (var agent = new AgentProcess()) {
            for (var other : List.of(List.of("--transport", "http"), List.of("-S", "127.0.0.1:1"))) {
                var wrong = agent.cli("run", "-T", "--local", other.get(0), other.get(1));
                assertThat(wrong.exit()).isEqualTo(2);
                assertThat(wrong.err()).contains("--local is for a run without a server, so " + other.get(0));
            }
        }
    }
}
