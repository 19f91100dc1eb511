package org.bootagent.booter.fleet.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bootagent.booter.fleet.Caller;
import org.bootagent.booter.fleet.Slice;
import org.bootagent.booter.fleet.agent.HostAgent;
import org.bootagent.booter.fleet.host.Host;
import org.bootagent.booter.fleet.host.Welcome;
import org.bootagent.booter.fleet.job.FleetJob;
import org.bootagent.booter.fleet.job.JobRequest;
import org.bootagent.booter.fleet.job.JobStatus;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void hostIsOnlineForThreeSteps() {
        var host = new Host("sn", "web1", null, null, 10, 5, List.of("stop"), NOW, NOW);
        assertThat(host.online(NOW.plusSeconds(29))).isTrue();
        assertThat(host.online(NOW.plusSeconds(30))).isFalse();
        assertThat(host.version()).isEmpty();
    }

    @Test
    void uptimeOfAnAgentEndsWithItsHostsLastReport() {
        assertThat(agent(NOW.minusSeconds(7)).uptime()).isEqualTo(7);
        assertThat(agent(null).uptime()).isZero();
        assertThat(agent(NOW.plusSeconds(7)).uptime()).isZero();
    }

    @Test
    void finishedJobDoesNotEndAgain() {
        FleetJob job = FleetJob.queued("id", "sn", Caller.LOCAL, new JobRequest("stop", "a", null), NOW)
                .ended(JobStatus.FAILED, 201, "no", NOW);
        assertThatThrownBy(() -> job.ended(JobStatus.DONE, 0, "", NOW)).hasMessageContaining("FAILED");
    }

    @Test
    void sliceIsBounded() {
        assertThatThrownBy(() -> new Slice(0, 0)).hasMessageContaining("limit");
        assertThatThrownBy(() -> new Slice(1001, 0)).hasMessageContaining("limit");
        assertThatThrownBy(() -> new Slice(1, -1)).hasMessageContaining("offset");
    }

    @Test
    void wrongWelcomeIsRefusedWhenItIsConfigured() {
        assertThat(new Welcome(" svc=ecs ", "b1:80,", 0).tags()).isEqualTo("svc=ecs");
        assertThatThrownBy(() -> new Welcome("", "b1:99999", 0))
                .hasMessageStartingWith("booter.fleet/svrlist must be")
                .hasMessageContaining("99999");
        assertThatThrownBy(() -> new Welcome("", "", 86_401)).hasMessageStartingWith("booter.fleet/step is '86401'");
        assertThatThrownBy(() -> new Welcome("x".repeat(5000), "", 0)).hasMessageStartingWith("booter.fleet/tags has");
    }

    private static HostAgent agent(Instant started) {
        return new HostAgent("sn", "a", "1", "running", "", 0, started, 0, "", "", Map.of(), "", "", "", NOW, NOW);
    }
}
