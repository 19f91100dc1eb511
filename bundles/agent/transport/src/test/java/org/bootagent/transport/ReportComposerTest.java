package org.bootagent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bootagent.api.host.HostSettings;
import org.bootagent.api.host.SteadyClock;
import org.bootagent.api.job.JobQueue;
import org.bootagent.api.process.AgentStatus;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.Limits;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.report.ReportOutbox;
import org.bootagent.testing.MemoryHost;
import org.bootagent.wire.Json;
import org.junit.jupiter.api.Test;

class ReportComposerTest {
    private static final Instant NOW = Instant.ofEpochSecond(1232);

    private final MemoryHost host = new MemoryHost();
    private final ReportComposer composer = new ReportComposer(
            () -> "127.0.0.1",
            "bootagent-1.2.4-x86_64",
            () -> Duration.ofMillis(1234_999),
            Clock.fixed(NOW, ZoneOffset.UTC),
            host,
            host,
            () -> Optional.of("no space left"));

    @Test
    void tellsOfTroubleWithTheHost() {
        var settings = new HostSettings("bc61", Map.of(), List.of(), Duration.ofSeconds(5));

        assertThat(composer.compose(settings, new ReportOutbox.Batch(List.of(), List.of()))
                        .trouble())
                .isEqualTo("no space left");
    }

    @Test
    void composesTheSeedsReport() {
        host.agents.add(agent("BasicAgent", ProcessState.STOPPED, 0, null));
        host.agents.add(
                agent("Running", ProcessState.RUNNING, 17, SteadyClock.now().minusSeconds(123)));
        host.agents.add(agent("Waiting", ProcessState.BACKOFF, 0, null));
        host.agents.add(agent(
                "FromTheFuture", ProcessState.RUNNING, 18, SteadyClock.now().plusSeconds(60)));
        host.waiting.add(new JobQueue.PendingJob("1", "install", "a", "running", 0.5, "fetching"));

        var json = Json.MAPPER.valueToTree(compose());

        assertThat(json.path("hostname").asText()).isEqualTo("127.0.0.1");
        assertThat(json.path("agentsn").asText()).isEqualTo("33c5b8b4-5a2c-43c5-ab90-96721451b4ec");
        assertThat(json.path("uptime").asLong()).isEqualTo(1234);
        assertThat(json.path("timestamp").asLong()).isEqualTo(1232);
        assertThat(json.path("step").asInt()).isEqualTo(600);
        assertThat(json.path("agents").findValuesAsText("status"))
                .containsExactly("stoped", "running", "running", "running");
        assertThat(json.path("agents").findValuesAsText("state"))
                .containsExactly("stopped", "running", "backoff", "running");
        assertThat(json.path("agents").get(1).path("health").asText()).isEqualTo("healthy");
        assertThat(json.at("/agents/1/limits").toString()).isEqualTo("{\"CPU\":\"10%\",\"memory\":\"20M\"}");
        assertThat(json.at("/agents/1/mechanism").asText()).isEqualTo("cgroup-v2");
        assertThat(json.path("agents").findValuesAsText("uptime"))
                .hasSize(4)
                .startsWith("0")
                .endsWith("0", "0");
        assertThat(json.at("/agents/1/uptime").asLong()).isBetween(123L, 600L);
        assertThat(json.path("actions").get(0).asText()).isEqualTo("install");
        assertThat(json.path("progress").get(0).path("done").asDouble()).isEqualTo(0.5);
    }

    private Object compose() {
        var settings = new HostSettings(
                "33c5b8b4-5a2c-43c5-ab90-96721451b4ec", Map.of(), List.of(), HostSettings.DEFAULT_STEP);
        return composer.compose(settings, new ReportOutbox.Batch(List.of(), List.of()));
    }

    private static AgentStatus agent(String name, ProcessState state, long pid, Instant started) {
        var limits = pid == 0 ? Limits.NONE : new Limits(10, 20 << 20);
        String mechanism = pid == 0 ? "" : "cgroup-v2";
        var health = pid == 0 ? HealthState.NONE : HealthState.HEALTHY;
        String release = "1.2.3-abcdef012345";
        return new AgentStatus(name, "1.2.3", release, state, pid, started, 0, "", limits, mechanism, health, "");
    }
}
