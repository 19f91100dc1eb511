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
    void goesToTheNextServerAndBackWhenOneDies() {
        try (var spare = new StandInServer().on("/agent/status", report -> "{\"status\":0}");
                var site = Site.open()) {
            site.done("config", "", Map.of("svrlist", site.booter().address() + "," + spare.address()));
            site.booter().program().kill();
            Patience.until(() -> spare.requests("/agent/status").size() >= 2);
            assertThat(spare.requests("/agent/status").get(0)).contains(site.host());
            site.booter().run();
            Patience.until(() -> site.agent()
                    .ask("status")
                    .path("server")
                    .asText()
                    .equals(site.booter().address()));
        }
    }
}
