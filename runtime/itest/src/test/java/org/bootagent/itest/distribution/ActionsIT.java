package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs every action on every kind of package, made by the usual tools. */
class ActionsIT {
    private static BooterAndHost site;

    @BeforeAll
    static void open() {
        site = BooterAndHost.open();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void installsUpgradesAndUninstalls(Format format) throws IOException {
        String name = format.name().toLowerCase(Locale.ROOT).replace('_', '-');
        site.install(name, SamplePackage.daemon(name, "1.0.0").of(format), "classic");
        var first = site.agent().running(name);
        assertThat(site.agent().agent(name).path("version").asText()).startsWith("1.0.0");
        assertThat(Files.readString(site.agent().agentHome(name).resolve("log/" + name + ".log")))
                .contains(name + " 1.0.0 runs");

        Path newer = SamplePackage.daemon(name, "1.1.0").of(format);
        site.done("upgrade", name, Map.of("package", site.client().push(newer)));
        var second = site.agent().running(name);
        assertThat(first.isAlive()).isFalse();
        assertThat(site.agent().agent(name).path("version").asText()).startsWith("1.1.0");
        assertThat(release(name, "current")).startsWith("1.1.0");
        assertThat(release(name, "previous")).startsWith("1.0.0");

        site.done("uninstall", name);
        assertThat(second.isAlive()).isFalse();
        assertThat(site.agent().agent(name).isMissingNode()).isTrue();
        assertThat(site.agent().agentHome(name)).doesNotExist();
    }

    @Test
    void startsStopsAndRestartsWithTheEnvironmentOfTheLastJobThatGaveOne() {
        String name = "lifecycle";
        String file = site.client().push(SamplePackage.daemon(name, "1.0.0").of(Format.TAR_GZ));
        site.done("install", name, Map.of("package", file, "envs", Map.of("GREETING", "hello", "OTHER", "1")));
        var first = site.agent().running(name);
        assertThat(Processes.environment(first))
                .containsEntry("GREETING", "hello")
                .containsEntry("OTHER", "1");

        site.done("stop", name);
        assertThat(first.isAlive()).isFalse();
        assertThat(site.agent().agent(name).path("status").asText()).isEqualTo("stoped");

        site.done("start", name, Map.of("envs", Map.of("GREETING", "good evening")));
        var second = site.agent().running(name);
        assertThat(Processes.environment(second))
                .containsEntry("GREETING", "good evening")
                .doesNotContainKey("OTHER");

        site.done("restart", name);
        var third = site.agent().running(name);
        assertThat(second.isAlive()).isFalse();
        assertThat(Processes.environment(third)).containsEntry("GREETING", "good evening");
    }

    @Test
    void theServerSeesWhatTheHostSees() {
        String name = "watched";
        site.install(name, SamplePackage.daemon(name, "1.0.0").of(Format.ZIP), "fast");
        long pid = site.agent().running(name).pid();
        var seen = Await.until(
                () -> site.client().get("/api/v2/hosts/" + site.host() + "/agents/" + name),
                agent -> agent.path("pid").asLong() == pid);
        assertThat(seen.path("status").asText()).isEqualTo("running");
        assertThat(seen.path("version").asText()).isEqualTo("1.0.0");
    }

    private static String release(String agent, String link) throws IOException {
        return Files.readSymbolicLink(site.agent().agentHome(agent).resolve(link))
                .getFileName()
                .toString();
    }
}
