package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.bootagent.itest.BuildOutput;
import org.bootagent.itest.Command;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** BootAgent changes its own version, with real distributions, while an agent runs on with the same pid. */
@Execution(ExecutionMode.CONCURRENT)
class SelfUpgradeIT {
    private static final String SELF = "BootAgent";

    @Test
    void survivesKillAndGoodBuildsAndBrokenOnes() {
        try (var site = BooterAndHost.guarded()) {
            var demo = installed(site);
            var first = site.agent().jvm(null);
            Processes.kill(first);
            site.agent().jvm(first);
            assertThat(site.agent().running("demo")).as("adopted").isEqualTo(demo);
            String base = version(site);

            String good = push(site, BootAgentBuild.of("9.1.0"));
            var upgraded = upgrade(site, good, 60);
            assertThat(upgraded.path("errcode").asInt()).as(upgraded.toString()).isZero();
            assertThat(version(site)).isEqualTo("bootagent-9.1.0-" + arch(base));
            assertThat(site.client()
                            .get("/api/v2/hosts/" + site.host())
                            .path("version")
                            .asText())
                    .as("in reports")
                    .isEqualTo(version(site));
            assertThat(site.agent().running("demo")).as("with the new version").isEqualTo(demo);
            var again = upgrade(site, good, 60);
            assertThat(again.path("message").asText()).contains("9.1.0 already");

            String broken = push(site, BootAgentBuild.of("9.2.0").crashing());
            var failed = upgrade(site, broken, 60);
            assertThat(failed.path("errcode").asInt()).as(failed.toString()).isEqualTo(403);
            assertThat(failed.path("message").asText())
                    .contains("back on 9.1.0")
                    .contains("ended with 9")
                    .contains("this build has no heart");
            assertThat(site.agent().guardLog()).contains("BootAgent 9.2.0 goes back to 9.1.0");
            assertThat(version(site)).startsWith("bootagent-9.1.0-");
            assertThat(upgrade(site, broken, 60).path("errcode").asInt())
                    .as("remembered as bad")
                    .isEqualTo(111);

            site.done("rollback", SELF);
            assertThat(version(site)).as("what was installed at first").isEqualTo(base);
            var jvm = site.agent().jvm(null);
            site.done("restart", SELF);
            site.agent().jvm(jvm);
            for (String action : new String[] {"stop", "start", "uninstall"}) {
                assertThat(site.job(action, SELF, Map.of()).path("errcode").asInt())
                        .as(action)
                        .isEqualTo(100);
            }
            assertThat(site.agent().running("demo")).as("at the end of it all").isEqualTo(demo);
        }
    }

    @Test
    void whatNeverComesUpGoesBack() {
        try (var site = BooterAndHost.guarded()) {
            var demo = installed(site);
            String base = version(site);
            var failed = upgrade(site, push(site, BootAgentBuild.of("9.3.0").hanging()), 5);
            assertThat(failed.path("errcode").asInt()).as(failed.toString()).isEqualTo(401);
            assertThat(failed.path("message").asText()).contains("did not come up");
            assertThat(version(site)).isEqualTo(base);
            assertThat(site.agent().running("demo")).isEqualTo(demo);
        }
    }

    @Test
    void whatCannotConnectIsComparedWithWhatCan() {
        try (var site = BooterAndHost.guarded()) {
            var demo = installed(site);
            String base = version(site);
            String mute = push(site, BootAgentBuild.of("9.4.0").mute());
            var failed = upgrade(site, mute, 6);
            assertThat(failed.path("errcode").asInt()).as(failed.toString()).isEqualTo(402);
            assertThat(failed.path("message").asText()).contains("no report accepted");
            assertThat(version(site)).isEqualTo(base);
            assertThat(upgrade(site, mute, 6).path("errcode").asInt()).isEqualTo(111);
            assertThat(site.agent().running("demo")).isEqualTo(demo);
        }
    }

    /** The server is gone as soon as the trial begins, and comes back after the old version has failed to reach it, too. */
    @Test
    void aServerThatIsDownIsNotHeldAgainstTheNewVersion() {
        try (var site = BooterAndHost.guarded()) {
            var demo = installed(site);
            String good = push(site, BootAgentBuild.of("9.5.0"));
            String job = site.client().submit(site.host(), "upgrade", SELF, Map.of("package", good, "healthWindow", 6));
            Await.until(() -> dropped(site));
            Await.until(() -> site.agent().guardLog().contains("9.5.0 goes back to"));
            Await.until(() -> trial(site).contains("state=waiting"));
            assertThat(site.agent().running("demo")).isEqualTo(demo);
            site.booter().run();

            var done = site.client().result(job);
            assertThat(done.path("errcode").asInt()).as(done.toString()).isZero();
            assertThat(trial(site)).contains("tries=2").contains("state=confirmed");
            assertThat(version(site)).startsWith("bootagent-9.5.0-");
            assertThat(site.agent().running("demo")).isEqualTo(demo);
        }
    }

    /** A package manager installs a version while a change to another one waits for a server. */
    @Test
    void aPackagesVersionIsNotDisplacedByAChangeThatWaits() throws IOException {
        try (var site = BooterAndHost.guarded()) {
            var demo = installed(site);
            String base = version(site);
            String good = push(site, BootAgentBuild.of("9.9.0"));
            String job = site.client().submit(site.host(), "upgrade", SELF, Map.of("package", good, "healthWindow", 6));
            Await.until(() -> dropped(site));
            Await.until(() -> trial(site).contains("state=waiting"));
            site.agent().terminate();
            Command.run(List.of("sh", "-c", packageScript(site) + "set_up\n")).requireSuccess();
            site.agent().runGuarded();
            site.booter().run();

            var done = site.client().result(job);
            assertThat(done.path("errcode").asInt()).as(done.toString()).isEqualTo(200);
            assertThat(done.path("message").asText()).contains("was installed on the host by other means");
            assertThat(version(site)).isEqualTo(base);
            assertThat(trial(site)).contains("state=superseded");
            assertThat(site.agent().running("demo")).isEqualTo(demo);
        }
    }

    /** The script of the packages, for this home and this distribution. */
    private static String packageScript(BooterAndHost site) throws IOException {
        return Files.readString(BuildOutput.root().resolve("contrib/packaging/bootagent/hooks.sh"))
                .replace("/opt/bootagent/bin/bootagent class-data", "true")
                .replace("/opt/bootagent", BuildOutput.agent().toString())
                .replace("/var/lib/bootagent", site.agent().home().toString());
    }

    @Test
    void whatIsNoBootAgentIsRefusedBeforeAnythingIsChanged() {
        try (var site = BooterAndHost.guarded()) {
            var jvm = site.agent().jvm(null);
            var stranger = upgrade(
                    site,
                    site.client().push(SamplePackage.daemon("demo", "9.6.0").of(Format.DEB)),
                    10);
            assertThat(stranger.path("errcode").asInt()).as(stranger.toString()).isEqualTo(107);
            assertThat(stranger.path("message").asText()).contains("not a distribution of BootAgent");
            var lacking = upgrade(site, push(site, BootAgentBuild.of("9.7.0").withoutABundle()), 10);
            assertThat(lacking.path("errcode").asInt()).as(lacking.toString()).isEqualTo(107);
            assertThat(lacking.path("message").asText()).contains("org.bootagent.dispatcher");
            var wrong = upgrade(site, push(site, BootAgentBuild.of("9.8.0").misconfigured()), 10);
            assertThat(wrong.path("errcode").asInt()).as(wrong.toString()).isEqualTo(401);
            assertThat(wrong.path("message").asText())
                    .contains("nothing was changed")
                    .contains("server list");
            assertThat(site.agent().jvm(null)).as("the process all the time").isEqualTo(jvm);
            assertThat(site.agent().agentHome(SELF).resolve("releases"))
                    .satisfiesAnyOf(
                            releases -> assertThat(releases).doesNotExist(),
                            releases -> assertThat(releases).isEmptyDirectory());
        }
    }

    private static ProcessHandle installed(BooterAndHost site) {
        site.install("demo", SamplePackage.daemon("demo", "1.0.0").of(Format.TAR_GZ), "fast");
        return site.agent().running("demo");
    }

    /** Ends the server once the trial is recorded. */
    private static boolean dropped(BooterAndHost site) {
        if (!trial(site).contains("state=")) {
            return false;
        }
        site.booter().program().kill();
        return true;
    }

    private static String trial(BooterAndHost site) {
        try {
            return Files.readString(site.agent().agentHome(SELF).resolve("trial"));
        } catch (IOException e) {
            return "";
        }
    }

    private static String push(BooterAndHost site, BootAgentBuild build) {
        return site.client().push(build.archive());
    }

    private static JsonNode upgrade(BooterAndHost site, String file, int window) {
        return site.job("upgrade", SELF, Map.of("package", file, "healthWindow", window));
    }

    private static String version(BooterAndHost site) {
        return site.agent().ask("status").path("version").asText();
    }

    private static String arch(String version) {
        return version.substring(version.lastIndexOf('-') + 1);
    }
}
