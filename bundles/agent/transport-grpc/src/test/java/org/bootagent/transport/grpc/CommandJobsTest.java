package org.bootagent.transport.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import org.bootagent.api.process.HealthParameters;
import org.bootagent.easyagent.proto.ControlResponse;
import org.bootagent.easyagent.proto.InstallAgentOptions;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

class CommandJobsTest {
    private final CommandJobs jobs = new CommandJobs(4);

    /** A server's default for the time of one try is the period. No install fails because our bound is narrower. */
    @Test
    void healthThatAnOriginalTakesIsWithinOurBounds() throws Exception {
        var minutes = health(600, 600, 0, 0);
        assertThat(minutes.path("period").asDouble()).isEqualTo(600);
        assertThat(minutes.path("timeout").asDouble()).isEqualTo(600);
        assertThat(minutes.path("retries").asInt()).isEqualTo(1);
        for (var health : new JsonNode[] {minutes, health(0, 0, 0, 20), health(1_000_000, 1_000_000, 1_000_000, 1)}) {
            assertThat(Json.MAPPER.treeToValue(health, HealthParameters.class).check())
                    .isNotNull();
        }
    }

    private JsonNode health(long period, long timeout, long startPeriod, long retries) throws Exception {
        var options = InstallAgentOptions.newBuilder()
                .setAgentId(ByteString.copyFrom(new byte[16]))
                .setHealthShell("true")
                .setHealthPeriod(seconds(period))
                .setHealthTimeout(seconds(timeout))
                .setHealthStartPeriod(seconds(startPeriod))
                .setHealthRetries(retries);
        return jobs.parameters(ControlResponse.newBuilder()
                        .setCmd(ControlResponse.Command.INSTALL_AGENT)
                        .setInstallAgentOptions(options)
                        .build())
                .path("health");
    }

    private static Duration seconds(long seconds) {
        return Duration.newBuilder().setSeconds(seconds).build();
    }
}
