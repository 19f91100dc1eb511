package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bootagent.itest.Ports;
import org.junit.jupiter.api.Test;

class ServerListIT {
    @Test
    void aServerThatIsDownIsPassedOver() {
        try (var booter = BooterProcess.start();
                var agent = AgentProcess.start("127.0.0.1:" + Ports.free() + "," + booter.address())) {
            booter.client().onlyHost();
            var status = agent.accepted();
            assertThat(status.path("server").asText()).isEqualTo(booter.address());
        }
    }

    @Test
    void theSettingsNameServersAlsoAfterTheFirstStart() {
        try (var booter = BooterProcess.start();
                var agent = new AgentProcess()) {
            agent.run();
            var alone = Await.until(
                    () -> agent.ask("status"),
                    status -> status.path("outcome").asText().contains("no server is known"));
            assertThat(alone.path("outcome").asText()).contains("bootagent.conf", "host/servers");
            agent.kill();

            agent.configure("host/servers = " + booter.address());
            assertThat(agent.cli("run", "-T").requireSuccess().out())
                    .contains(booter.address() + " (from host/servers)");
            agent.run();
            String host = booter.client().onlyHost();
            assertThat(agent.accepted().path("builtinServers").path(0).asText()).isEqualTo(booter.address());
            agent.kill();

            agent.run();
            assertThat(agent.accepted().path("agentsn").asText()).isEqualTo(host);
        }
    }

    @Test
    void aListOfServersThatIsNoneIsRefused() {
        try (var agent = new AgentProcess()) {
            agent.configure("host/servers = 127.0.0.1:x");
            var wrong = agent.cli("run", "-T");
            assertThat(wrong.exit()).isEqualTo(2);
            assertThat(wrong.out() + wrong.err()).contains("host/servers must be HOST[:PORT],HOST[:PORT]");
        }
    }

    @Test
    void goesToTheNextServerAndBackWhenOneDies() {
        try (var spare = new StandInServer().on("/agent/status", report -> "{\"status\":0}");
                var site = BooterAndHost.open()) {
            site.done("config", "", Map.of("svrlist", site.booter().address() + "," + spare.address()));
            site.booter().program().kill();
            Await.until(() -> spare.requests("/agent/status").size() >= 2);
            assertThat(spare.requests("/agent/status").get(0)).contains(site.host());
            site.booter().run();
            Await.until(() -> site.agent()
                    .ask("status")
                    .path("server")
                    .asText()
                    .equals(site.booter().address()));
        }
    }
}
