package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.Test;

/** The seed document's own reply: two jobs with one id, a trailing comma, a server list that ends in a comma. */
class SeedSampleIT {
    private static final String REGISTERED = """
            {
            	"status": 0,
            	"agentsn": "dcb886e9-04ed-41bb-9c12-4d2de12cd59b",
            	"tags": "svc=ecs,cmpt=DB",
            }
            """;

    @Test
    void bothJobsAreDone() throws IOException {
        Path rpm = SamplePackage.daemon("BasicAgent", "0.1.0").of(Format.RPM);
        try (var server = new StandInServer();
                var agent = new AgentProcess()) {
            String reply = sample().replace("ftp://server:port", "http://" + server.address())
                    .replaceAll("SHA256:[0-9a-f]{64}", SamplePackage.checksum(rpm));
            server.on("/agent/register", request -> REGISTERED)
                    .on("/agent/status", report -> reply)
                    .file("/BasicAgent/BasicAgent-0.1.0-0.x86_64.rpm", Files.readAllBytes(rpm));
            agent.run("-S", server.address());

            var process = agent.running("BasicAgent");
            assertThat(Processes.environment(process)).containsEntry("PATH", "/usr/bin;/usr/local/bin");
            var status =
                    Await.until(() -> agent.ask("status"), is -> is.path("step").asInt() == 1200);
            assertThat(status.path("servers")).extracting(node -> node.asText()).containsExactly("192.168.9.1:1234");
            assertThat(status.path("agentsn").asText()).isEqualTo("dcb886e9-04ed-41bb-9c12-4d2de12cd59b");
            Await.until(() ->
                    agent.ask("status").path("unconfirmed").path("results").asInt() == 2);
        }
    }

    /** Returns the sample as written, without its comments. */
    private static String sample() throws IOException {
        try (var in = SeedSampleIT.class.getResourceAsStream("/seed-status-reply.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll(" +#.*", "");
        }
    }
}
