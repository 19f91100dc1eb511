package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

class UpgradeIT {
    private static final String NAME = "demo";

    @Test
    void aBuildThatDoesNotComeUpGoesBackToTheOldRelease() throws Exception {
        try (var site = BooterAndHost.open()) {
            site.install(NAME, SamplePackage.daemon(NAME, "1.0.0").of(Format.DEB), "fast");
            var before = site.agent().running(NAME);
            var release = Processes.workingDirectory(before);

            String broken =
                    site.client().push(SamplePackage.broken(NAME, "2.0.0").of(Format.RPM));
            var job = site.job("upgrade", NAME, Map.of("package", broken));
            assertThat(job.path("errcode").asInt()).as(job.toString()).isBetween(400, 499);
            assertThat(job.path("message").asText()).contains("back on 1.0.0").contains("cannot find its heart");

            assertThat(before.isAlive()).as("it was stopped for the upgrade").isFalse();
            var after = site.agent().running(NAME);
            assertThat(Processes.workingDirectory(after)).isEqualTo(release);
            assertThat(site.agent().agentHome(NAME).resolve("current").toRealPath())
                    .isEqualTo(release);
            assertThat(site.agent().agentHome(NAME).resolve("previous")).doesNotExist();

            var again = site.job("upgrade", NAME, Map.of("package", broken));
            assertThat(again.path("errcode").asInt()).as(again.toString()).isEqualTo(111);
            assertThat(site.agent().running(NAME)).isEqualTo(after);
        }
    }
}
