package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.bootagent.itest.Ports;
import org.junit.jupiter.api.Test;

class FirstStartIT {
    @Test
    void registersThenReports() {
        try (var booter = BooterProcess.start();
                var agent = AgentProcess.start(booter.address())) {
            String host = booter.client().onlyHost();
            var seen = Await.until(
                    () -> booter.client().get("/api/v2/hosts/" + host),
                    is -> is.path("version").asText().startsWith("bootagent"));
            assertThat(seen.path("version").asText()).matches("bootagent-.+-[a-z0-9_]+");
            assertThat(seen.path("step").asInt()).isEqualTo(1);
            assertThat(seen.path("actions"))
                    .extracting(node -> node.asText())
                    .contains("install", "upgrade", "uninstall", "start", "stop", "restart", "config");
            assertThat(agent.home().resolve("metafile.json")).content().contains(host);
        }
    }

    @Test
    void keepsItsNumberOverARestartAndIgnoresServersGivenLater() {
        try (var booter = BooterProcess.start();
                var agent = AgentProcess.start(booter.address())) {
            String host = agent.accepted().path("agentsn").asText();
            agent.terminate();
            agent.run("-S", "127.0.0.1:" + Ports.free());
            assertThat(agent.accepted().path("agentsn").asText()).isEqualTo(host);
            assertThat(booter.client().onlyHost()).isEqualTo(host);
        }
    }
}
