package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

/** State of agents after BootAgent's end. */
class SurvivalIT {
    @Test
    void agentsRunOnThroughTermAndKillAndAreAdopted() {
        try (var site = BooterAndHost.open()) {
            site.install("demo", SamplePackage.daemon("demo", "1.0.0").of(Format.DEB), "fast");
            site.install("idle", SamplePackage.daemon("idle", "1.0.0").of(Format.DEB), "fast");
            site.done("stop", "idle");
            var demo = site.agent().running("demo");

            site.agent().terminate();
            assertThat(demo.isAlive()).as("after TERM").isTrue();
            site.agent().run();
            assertThat(site.agent().running("demo")).isEqualTo(demo);

            site.agent().kill();
            assertThat(demo.isAlive()).as("after kill -9").isTrue();
            site.agent().run();
            assertThat(site.agent().running("demo")).isEqualTo(demo);
            assertThat(site.agent().agent("idle").path("status").asText()).isEqualTo("stoped");
            assertThat(Processes.livingIn(site.agent().agentHome("idle"))).isEmpty();

            Processes.kill(demo);
            Await.until(() -> site.agent().running("demo").pid() != demo.pid());
            site.done("stop", "demo");
            assertThat(Processes.livingIn(site.agent().home())).isEmpty();
        }
    }

    @Test
    void anAgentThatEndedWhileNobodyWatchedIsStartedAgain() {
        try (var site = BooterAndHost.open()) {
            site.install("demo", SamplePackage.daemon("demo", "1.0.0").of(Format.ZIP), "fast");
            var demo = site.agent().running("demo");
            site.agent().kill();
            Processes.kill(demo);
            site.agent().run();
            Await.until(() -> site.agent().running("demo").pid() != demo.pid());
        }
    }
}
