package org.bootagent.process.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.junit.jupiter.api.Test;

class StartOrderTest extends HostFixture {
    @Test
    void nobodyWaitsForWhatIsNotToRunOrForHimself() {
        assertThat(StartOrder.plan(Map.of("a", List.of("b", "gone", "a"), "b", List.of())))
                .isEqualTo(Map.of("a", Set.of("b"), "b", Set.of()));
    }

    @Test
    void nobodyInACircleWaitsForTheOthersInIt() {
        assertThat(StartOrder.plan(Map.of(
                        "a",
                        List.of("b"),
                        "b",
                        List.of("c"),
                        "c",
                        List.of("a", "d"),
                        "d",
                        List.of(),
                        "e",
                        List.of("a"))))
                .isEqualTo(Map.of("a", Set.of(), "b", Set.of(), "c", Set.of("d"), "d", Set.of(), "e", Set.of("a")));
    }

    @Test
    void anAgentStartsWhenThoseBeforeItAreHealthy() throws Exception {
        var check = new HealthCheck(
                HealthCheck.Kind.FILE,
                List.of("well"),
                null,
                Duration.ofMillis(100),
                Duration.ofMinutes(1),
                null,
                null,
                null);
        var db = host.shell("db", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().health(check).build());
        reboot(db, after("web", "db"), after("last", "web", "nosuch"));

        host.await("db", ProcessState.RUNNING);
        assertThat(host.status("web").state()).isEqualTo(ProcessState.BACKOFF);
        assertThat(host.status("web").reason()).isEqualTo("waits for db");
        assertThat(host.status("last").reason()).isEqualTo("waits for web");
        Files.writeString(home.resolve("well"), "");
        host.await("web", ProcessState.RUNNING);
        host.await("last", ProcessState.RUNNING);
        assertThat(host.status("db").started()).isBefore(host.status("web").started());
        assertThat(host.status("web").started()).isBefore(host.status("last").started());
        assertThat(host.status("web").restarts()).isZero();
        assertThat(host.eventTypes()).containsExactly(Event.Type.HEALTHY);
    }

    @Test
    void anAgentDoesNotWaitForEver() throws Exception {
        host.startPatience = Duration.ofSeconds(1);
        var broken = host.spec("db", List.of("bin/nosuch"), RestartPreset.CLASSIC, Duration.ZERO);
        reboot(broken, after("web", "db"));

        host.await("web", ProcessState.RUNNING);
        assertThat(host.status("db").state()).isEqualTo(ProcessState.BACKOFF);
        assertThat(host.events).anySatisfy(event -> {
            assertThat(event.type()).isEqualTo(Event.Type.HOST);
            assertThat(event.agent()).isEqualTo("web");
            assertThat(event.detail()).contains("started without db").contains("not running within 1.0 s");
        });
    }

    @Test
    void whoIsStoppedWhileItWaitsStaysStopped() throws Exception {
        host.startPatience = Duration.ofSeconds(1);
        var broken = host.spec("db", List.of("bin/nosuch"), RestartPreset.CLASSIC, Duration.ZERO);
        reboot(broken, after("web", "db"), after("other", "db"));
        host.supervisor.stop("web");
        host.await("other", ProcessState.RUNNING);
        assertThat(host.status("web").state()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void whoIsStartedWhileItWaitsIsStartedOnce() throws Exception {
        host.startPatience = Duration.ofSeconds(1);
        var broken = host.spec("db", List.of("bin/nosuch"), RestartPreset.CLASSIC, Duration.ZERO);
        reboot(broken, after("web", "db"), after("other", "db"));
        host.supervisor.start("web");
        long pid = host.status("web").pid();
        host.await("other", ProcessState.RUNNING);
        assertThat(host.status("web").pid()).isEqualTo(pid).isPositive();
    }

    @Test
    void aCircleStartsAtOnce() throws Exception {
        reboot(after("a", "b"), after("b", "a"));
        host.await("a", ProcessState.RUNNING);
        host.await("b", ProcessState.RUNNING);
        assertThat(host.events).isEmpty();
    }

    /** Reboots the host: the agents are wanted, and none of them runs. */
    private void reboot(AgentSpec... specs) {
        for (var spec : specs) {
            host.metafile.commit(edit -> edit.put(
                    AgentsSection.SECTION,
                    edit.get(AgentsSection.SECTION).orElse(AgentsSection.EMPTY).with(new AgentEntry(spec, true))));
        }
        host.restart();
        await().atMost(Host.PATIENCE).until(() -> host.supervisor.statuses().size() == specs.length);
    }

    private AgentSpec after(String name, String... first) {
        return host.shell(name, "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().after(List.of(first)).build());
    }
}
