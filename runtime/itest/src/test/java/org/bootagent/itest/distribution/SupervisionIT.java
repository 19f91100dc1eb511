package org.bootagent.itest.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import org.bootagent.itest.SamplePackage;
import org.bootagent.itest.SamplePackage.Format;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Kills an agent with -9, under each preset. */
class SupervisionIT {
    private static BooterAndHost site;

    @BeforeAll
    static void open() {
        site = BooterAndHost.open();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void fastIsBack() {
        comesBack("fast");
    }

    @Test
    void sidecarIsBack() {
        comesBack("sidecar");
    }

    @Test
    void classicHoldsItBack() {
        Processes.kill(installed("classic"));
        expectEvent("classic");
        var agent = Await.until(
                () -> site.agent().agent("classic"),
                is -> is.path("state").asText().equals("backoff"));
        assertThat(agent.path("pid").asLong()).isZero();
        assertThat(agent.path("reason").asText()).isNotEmpty();
        site.done("start", "classic");
        assertThat(site.agent().running("classic").isAlive())
                .as("a job need not wait")
                .isTrue();
    }

    private static void comesBack(String preset) {
        var first = installed(preset);
        Processes.kill(first);
        expectEvent(preset);
        var agent = Await.until(
                () -> site.agent().agent(preset),
                is -> is.path("state").asText().equals("running")
                        && is.path("pid").asLong() != first.pid());
        assertThat(agent.path("restarts").asInt()).isEqualTo(1);
        assertThat(ProcessHandle.of(agent.path("pid").asLong())).isPresent();
    }

    private static ProcessHandle installed(String preset) {
        site.install(preset, SamplePackage.daemon(preset, "1.0.0").of(Format.EXECUTABLE), preset);
        return site.agent().running(preset);
    }

    private static void expectEvent(String agent) {
        Await.until(() -> site.client().events(site.host(), "abnormal-exit").stream()
                .anyMatch(event -> event.path("agent").asText().equals(agent)));
    }
}
