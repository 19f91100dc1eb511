package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.itest.BooterClient;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

/** Two hosts with one serial number cannot be arranged from outside, because each start proposes another one. So a server in between causes the clash. */
class RegistrationIT {
    private static final String TAKEN = "bfdcc18c-b6b9-4725-9c47-37fd93dba5b6";

    @Test
    void aTakenNumberIsReplacedByTheServersWord() {
        try (var booter = BooterProcess.start();
                var clash = new StandInServer()
                        .on("/agent/register", request -> register(booter.client(), TAKEN))
                        .on(
                                "/agent/status",
                                report -> booter.client()
                                        .post("/agent/status", report)
                                        .body())) {
            assertThat(register(booter.client(), TAKEN)).contains(TAKEN);
            try (var agent = AgentProcess.start(clash.address())) {
                var status = agent.accepted();
                String given = status.path("agentsn").asText();
                assertThat(given).isNotEqualTo(TAKEN).hasSize(36);
                assertThat(booter.client().get("/api/v2/hosts").path("hosts"))
                        .extracting(host -> host.path("agentsn").asText())
                        .containsExactlyInAnyOrder(TAKEN, given);
                assertThat(clash.requests("/agent/status")).allMatch(report -> report.contains(given));
            }
        }
    }

    @Test
    void asksAgainWithANewBodyUntilItIsAccepted() throws IOException {
        var refusals = new AtomicInteger(2);
        try (var server = new StandInServer()
                        .on(
                                "/agent/register",
                                request -> refusals.getAndDecrement() > 0
                                        ? "{\"status\": 5}"
                                        : "{\"status\": 0, \"agentsn\": \"" + TAKEN
                                                + "\", \"tags\": \"svc=ecs,cmpt=DB\", \"step\": 2, }")
                        .on("/agent/status", report -> "{\"status\": 0}");
                var agent = AgentProcess.start(server.address())) {
            var status = agent.accepted();
            assertThat(status.path("agentsn").asText()).isEqualTo(TAKEN);
            assertThat(status.path("tags").path("cmpt").asText()).isEqualTo("DB");
            assertThat(status.path("step").asInt()).isEqualTo(2);
            var proposals = server.requests("/agent/register").stream()
                    .map(RegistrationIT::agentsn)
                    .toList();
            assertThat(proposals).hasSize(3).doesNotHaveDuplicates();

            agent.terminate();
            agent.run();
            agent.accepted();
            assertThat(server.requests("/agent/register")).as("never again").hasSize(3);
            assertThat(agent.ask("status").path("tags").path("svc").asText()).isEqualTo("ecs");
        }
    }

    private static String register(BooterClient client, String agentsn) {
        return client.post("/agent/register", "{\"hostname\": \"clone\", \"agentsn\": \"" + agentsn + "\"}")
                .body();
    }

    private static String agentsn(String request) {
        try {
            JsonNode body = Json.MAPPER.readTree(request.substring(request.indexOf('{')));
            return body.path("agentsn").asText();
        } catch (IOException e) {
            throw new AssertionError(request, e);
        }
    }
}
