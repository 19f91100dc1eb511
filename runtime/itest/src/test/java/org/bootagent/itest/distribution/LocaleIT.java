package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.SamplePackage;
import org.bootagent.wire.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text arrives as it was sent, in any locale of BootAgent, and the agent gets that locale. */
class LocaleIT {
    private static final String TEXT = "Grüße ☃ 𝄞";

    @ParameterizedTest
    @ValueSource(strings = {"de_DE.UTF-8", "C", "POSIX", ""})
    void bytesStayWhatTheyAre(String locale) throws Exception {
        Path archive = archive();
        var job = Json.MAPPER
                .createObjectNode()
                .put("id", "1")
                .put("action", "install")
                .put("name", "talker")
                .put("url", archive.toUri().toString())
                .put("checksum", SamplePackage.checksum(archive));
        job.set("envs", Json.MAPPER.valueToTree(Map.of("TEXT", TEXT)));
        job.set("command", Json.MAPPER.valueToTree(List.of("bin/talk " + TEXT, TEXT)));
        try (var server = new OneJobServer();
                var agent = new AgentProcess()) {
            agent.environment("LANG", "");
            agent.environment("LC_ALL", locale);
            agent.run("-S", server.address());
            server.awaitHost();
            server.give(job);
            assertThat(server.awaitResult().path("errcode").asInt())
                    .as(server.awaitResult().toString())
                    .isZero();
            var environment = Processes.environment(agent.running("talker"));
            assertThat(environment.get("LC_ALL")).isEqualTo(locale.isEmpty() ? null : locale);
            assertThat(environment).doesNotContainKey("BOOTAGENT_LC_ALL");
            Path log = agent.agentHome("talker").resolve("log/talker.log");
            Await.until(() -> Files.readString(log).endsWith("end\n"));
            assertThat(log).content().isEqualTo("%1$s\n%1$s\n%1$s.txt\nend\n".formatted(TEXT));
        }
    }

    /** Returns an archive whose program and a file beside it have names of all kinds. */
    private static Path archive() throws Exception {
        Path directory = BuildOutput.scratch("talker");
        Path bin = Files.createDirectories(directory.resolve("root/bin"));
        Path program = Files.writeString(bin.resolve("talk " + TEXT), """
                #!/bin/sh
                echo "$TEXT"
                echo "$1"
                cd "${0%/*}/.."
                # Names as they are, whatever the locale says of them.
                for file in *.txt; do printf '%s\\n' "$file"; done
                echo end
                exec sleep 300
                """);
        Files.writeString(directory.resolve("root").resolve(TEXT + ".txt"), "");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Path archive = directory.resolve("talker.tar.gz");
        var made = Command.run(List.of(
                "tar", "-C", directory.resolve("root").toString(), "-czf", archive.toString(), "bin", TEXT + ".txt"));
        assertThat(made.exit()).as(made.err()).isZero();
        return archive;
    }
}
