package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

/** A host that reaches Booter by another address than the operator uses. */
class OtherAddressIT {
    @Test
    void fetchesPackagesFromTheAddressThatItReportsTo() {
        try (var booter = BooterProcess.start();
                var relay = new Relay(booter.address());
                var agent = AgentProcess.start(relay.address())) {
            String host = agent.accepted().path("agentsn").asText();
            String file =
                    booter.client().push(SamplePackage.daemon("demo", "1.0.0").of(Format.EXECUTABLE));
            String id = booter.client().submit(host, "install", "demo", Map.of("package", file));

            assertThat(booter.client().result(id).path("errcode").asInt(-1)).isZero();

            assertThat(relay.requests()).contains("GET /packages/" + file + " HTTP/1.1");
            assertThat(booter.client()
                            .get("/api/v2/jobs/" + id)
                            .at("/parameters/url")
                            .asText())
                    .doesNotContain("127.0.0.1");
        }
    }
}
