package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.PingJar;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Action bundles that an operator brings to a host, and their state after the host agent ends. */
class BundlesIT {
    private final Path jars = BuildOutput.scratch("jars");
    private BooterAndHost site;

    @BeforeEach
    void open() {
        site = BooterAndHost.open("job.bundle/healthWindow = 5");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void comesChangesAndGoesWhileAgentsRun() {
        site.install("bystander", SamplePackage.daemon("bystander", "1.0.0").of(Format.TAR_GZ), "fast");
        var bystander = site.agent().running("bystander");

        assertThat(bundle("install", PingJar.version("1.0.0"))).contains("1.0.0 is active");
        assertThat(ping()).isEqualTo("pong: hello");
        bundle("update", PingJar.version("1.1.0").greeting("hi"));
        assertThat(ping()).isEqualTo("hi: hello");

        var bad = PingJar.version("1.2.0").header("Import-Package", "org.example.nowhere");
        var failed = ctl("update", bad);
        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.out() + failed.err()).contains("org.example.nowhere").contains("1.1.0 serves again");
        assertThat(ping()).isEqualTo("hi: hello");

        site.agent().kill();
        site.agent().run();
        assertThat(ping()).as("after a restart").isEqualTo("hi: hello");
        assertThat(ctl("list").out()).contains("{\"bundle\":\"org.example.action.ping\",\"version\":\"1.1.0\"");

        ctl("remove", PingJar.NAME).requireSuccess();
        assertThat(site.agent().home().resolve("actions")).isEmptyDirectory();
        assertThat(site.agent().ask("status").path("actions").toString()).doesNotContain("ping");
        assertThat(site.agent().running("bystander")).isEqualTo(bystander);
    }

    @Test
    void aBundleThatTakesTheHostAgentDownIsPutAwayBeforeItIsLoadedAgain() throws Exception {
        bundle("install", PingJar.version("1.0.0"));
        Path fatal = PingJar.version("6.6.6")
                .handler("Runtime.getRuntime().halt(66);", "")
                .write(jars.resolve("fatal.jar"));
        String job = site.client()
                .submit(
                        site.host(),
                        "bundle-update",
                        "",
                        Map.of("package", site.client().push(fatal)));
        assertThat(site.agent().program().await()).as("its end").isEqualTo(66);
        assertThat(site.agent().home().resolve("actions/org.example.action.ping.jar.previous"))
                .exists();

        site.agent().run();

        var result = site.client().result(job);
        assertThat(result.path("errcode").asInt()).isEqualTo(405);
        assertThat(result.path("message").asText()).contains("the host agent ended");
        assertThat(ping()).isEqualTo("pong: hello");
        try (var files = Files.list(site.agent().home().resolve("actions"))) {
            assertThat(files).hasSize(1);
        }
    }

    private String bundle(String command, PingJar jar) {
        var outcome = ctl(command, jar).requireSuccess();
        return outcome.out() + outcome.err();
    }

    private Command.Outcome ctl(String command, PingJar jar) {
        Path file = jar.write(jars.resolve("ping" + System.nanoTime() + ".jar"));
        return ctl(command, "--package", file.toString());
    }

    private Command.Outcome ctl(String command, String... options) {
        var words = new ArrayList<>(List.of(
                BuildOutput.booter().resolve("bin/booterctl").toString(),
                "bundle",
                command,
                site.host(),
                "--wait",
                "--server",
                site.booter().url()));
        words.addAll(List.of(options));
        return Command.run(words);
    }

    private String ping() {
        return site.done("ping", "", Map.of("message", "hello")).path("message").asText();
    }
}
