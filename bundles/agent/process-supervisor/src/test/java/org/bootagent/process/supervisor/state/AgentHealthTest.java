package org.bootagent.process.supervisor.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bootagent.api.job.ErrorCode;
import org.bootagent.api.job.JobException;
import org.bootagent.api.process.AgentOptions;
import org.bootagent.api.process.AgentSpec;
import org.bootagent.api.process.HealthCheck;
import org.bootagent.api.process.HealthCheck.Action;
import org.bootagent.api.process.HealthState;
import org.bootagent.api.process.ProcessState;
import org.bootagent.api.process.RestartPreset;
import org.bootagent.api.report.Event;
import org.bootagent.process.supervisor.Host;
import org.bootagent.process.supervisor.HostFixture;
import org.junit.jupiter.api.Test;

class AgentHealthTest extends HostFixture {
    private static final Duration PERIOD = Duration.ofMillis(100);
    private static final Duration WINDOW = Duration.ofSeconds(15);

    @Test
    void becomesHealthyUnhealthyAndHealthyAgain() throws Exception {
        var well = Files.writeString(home.resolve("well"), "");
        var before = host.run(agent("test -e well", Action.REPORT));
        assertThat(before.health()).isEqualTo(HealthState.STARTING);
        awaitHealth(HealthState.HEALTHY);
        assertThat(host.eventTypes()).as("a fresh agent's first success").containsExactly(Event.Type.HEALTHY);

        Files.delete(well);
        awaitHealth(HealthState.UNHEALTHY);
        assertThat(host.status("a").healthReason()).contains("exit code 1");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
        Files.writeString(well, "");
        awaitHealth(HealthState.HEALTHY);

        assertThat(host.eventTypes()).containsExactly(Event.Type.HEALTHY, Event.Type.UNHEALTHY, Event.Type.HEALTHY);
        assertThat(host.events.get(1).detail()).contains("2 times in a row").contains("exit code 1");
        assertThat(host.status("a").pid()).isEqualTo(before.pid());
    }

    @Test
    void anAgentThatWasUnhealthyWhenItStoppedIsToldToBeHealthyAfterItsStart() throws Exception {
        var well = home.resolve("well");
        host.run(agent("test -e well", Action.REPORT));
        awaitHealth(HealthState.UNHEALTHY);
        host.supervisor.stop("a");
        Files.writeString(well, "");
        host.supervisor.start("a");
        awaitHealth(HealthState.HEALTHY);
        assertThat(host.eventTypes()).containsExactly(Event.Type.UNHEALTHY, Event.Type.HEALTHY);

        // Once for each start, not at each success.
        host.supervisor.restart("a");
        awaitHealth(HealthState.HEALTHY);
        Files.delete(well);
        awaitHealth(HealthState.UNHEALTHY);
        assertThat(host.eventTypes())
                .containsExactly(Event.Type.UNHEALTHY, Event.Type.HEALTHY, Event.Type.HEALTHY, Event.Type.UNHEALTHY);
    }

    @Test
    void withoutACheckNobodyLooks() throws Exception {
        long before = threads("supervisor-health");
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        assertThat(host.status("a").health()).isEqualTo(HealthState.NONE);
        host.supervisor.awaitHealthy("a", Duration.ZERO, Host.job());
        assertThat(threads("supervisor-health")).isLessThanOrEqualTo(before);
    }

    @Test
    void anUnhealthyAgentIsRestartedByItsPolicy() throws Exception {
        Files.writeString(home.resolve("well"), "");
        var before = host.run(agent("test -e well", Action.RESTART));
        awaitHealth(HealthState.HEALTHY);
        Files.delete(home.resolve("well"));
        await().atMost(Host.PATIENCE).until(() -> host.status("a").restarts() > 0);
        Files.writeString(home.resolve("well"), "");
        awaitHealth(HealthState.HEALTHY);
        assertThat(host.status("a").pid()).isNotEqualTo(before.pid());
        assertThat(host.lives(before.pid())).isFalse();
        assertThat(host.eventTypes()).contains(Event.Type.UNHEALTHY).doesNotContain(Event.Type.ABNORMAL_EXIT);
    }

    /** An upgrade that meets it so must start it afterwards. */
    @Test
    void anAgentIsWantedWhileItIsStoppedAsUnhealthyAndCanBeReplacedThen() throws Exception {
        var stubborn = host.shell("a", "trap '' TERM; while :; do sleep 0.1; done", RestartPreset.FAST);
        host.run(stubborn.withRequested(lookedAt(Duration.ofSeconds(60))));
        await().atMost(Host.PATIENCE).until(() -> host.status("a").state() != ProcessState.RUNNING);
        assertThat(host.status("a").pid()).isNotZero();
        assertThat(host.status("a").state().isWanted()).isTrue();

        host.supervisor.define(stubborn.withRequested(lookedAt(Duration.ofSeconds(1))));
        host.supervisor.stop("a");
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST));
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
    }

    private static AgentOptions lookedAt(Duration grace) {
        return AgentOptions.builder()
                .health(check(List.of("false"), Action.RESTART))
                .stopGrace(grace)
                .build();
    }

    @Test
    void anAgentThatIsNeverHealthyIsGivenUpAsOneThatCrashes() throws Exception {
        var spec = agent("exit 3", Action.RESTART);
        host.run(spec.withRequested(AgentOptions.builder()
                .restart(RestartPreset.SIDECAR)
                .stopGrace(Duration.ofSeconds(1))
                .build()));
        host.await("a", ProcessState.BACKOFF);
        assertThat(host.status("a").reason()).contains("health check failed").contains("starts again");
    }

    @Test
    void goesBackIfThatIsWhatItSaysAndIsRestartedOtherwise() throws Exception {
        var asked = new AtomicInteger();
        host.rollback = (agent, reason) -> {
            assertThat(reason).contains("exit code 3");
            return asked.incrementAndGet() == 1;
        };
        var before = host.run(agent("exit 3", Action.ROLLBACK));
        await().atMost(Host.PATIENCE).until(() -> asked.get() == 1);
        assertThat(host.status("a").pid()).isEqualTo(before.pid());
        host.supervisor.restart("a");
        await().atMost(Host.PATIENCE)
                .until(() -> asked.get() >= 2 && host.status("a").restarts() > 0);
    }

    @Test
    void aJobThatWaitsDecidesItself() throws Exception {
        var before = host.run(agent("exit 3", Action.RESTART));
        var failure = catchThrowableOfType(
                JobException.class, () -> host.supervisor.awaitHealthy("a", Duration.ofSeconds(1), Host.job()));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNHEALTHY);
        assertThat(failure).hasMessageContaining("not healthy within 1.0 s").hasMessageContaining("exit code 3");
        assertThat(before.restarts()).isZero();
        // On a busy machine, too few tries end within the second.
        await().atMost(Host.PATIENCE).until(() -> host.eventTypes().contains(Event.Type.UNHEALTHY));
    }

    @Test
    void waitsUntilItIsHealthy() throws Exception {
        host.run(host.shell("a", "sleep 0.5; touch well; exec sleep 300", RestartPreset.FAST)
                .withRequested(health("test -e well", Action.REPORT)));
        host.supervisor.awaitHealthy("a", WINDOW, Host.job());
        assertThat(host.status("a").health()).isEqualTo(HealthState.HEALTHY);
        assertThat(home.resolve("well")).exists();
    }

    @Test
    void aCrashWhileWaitingIsACrash() throws Exception {
        host.run(host.shell("a", "sleep 0.3; echo broken; exit 4", RestartPreset.CLASSIC)
                .withRequested(health("false", Action.REPORT)));
        var failure =
                catchThrowableOfType(JobException.class, () -> host.supervisor.awaitHealthy("a", WINDOW, Host.job()));
        assertThat(failure.code()).isEqualTo(ErrorCode.CRASHED);
        assertThat(failure).hasMessageContaining("exit code 4").hasMessageContaining("broken");
        assertThat(host.status("a").health()).isEqualTo(HealthState.NONE);
    }

    @Test
    void aProbeThatHangsIsKilledWithItsChildrenAndHoldsNobodyUp() throws Exception {
        var check = check(
                List.of("sh", "-c", "sleep 300 & echo $! >child; sleep 300"), Action.REPORT, Duration.ofMillis(500));
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().health(check).build()));
        var other = host.shell("b", "exec sleep 300", RestartPreset.FAST);
        host.run(other.withRequested(health("true", Action.REPORT)));
        await().atMost(Host.PATIENCE).until(() -> host.status("b").health() == HealthState.HEALTHY);
        awaitHealth(HealthState.UNHEALTHY);
        assertThat(host.status("a").healthReason()).contains("did not end within 0.5 s");
        long child = await().atMost(Host.PATIENCE)
                .until(() -> Host.pidIn(home.resolve("child")), Optional::isPresent)
                .orElseThrow();
        await().atMost(Host.PATIENCE).until(() -> !host.lives(child));
        assertThat(host.status("a").state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void aCommandThatIsNotThereIsAFailure() throws Exception {
        var check = check(List.of("bin/nosuch"), Action.REPORT);
        host.run(host.shell("a", "exec sleep 300", RestartPreset.FAST)
                .withRequested(AgentOptions.builder().health(check).build()));
        awaitHealth(HealthState.UNHEALTHY);
        assertThat(host.status("a").healthReason()).contains("bin/nosuch").contains("is there such a program?");
    }

    @Test
    void aProbeThatTalksTooMuchIsHeard() throws Exception {
        host.run(agent("head -c 300000 /dev/zero | tr '\\0' x; exit 9", Action.REPORT));
        awaitHealth(HealthState.UNHEALTHY);
        assertThat(host.status("a").healthReason()).contains("exit code 9").hasSizeLessThan(700);
    }

    @Test
    void aStoppedAgentIsNotLookedAt() throws Exception {
        host.run(agent("echo x >>tries; sleep 300", Action.RESTART));
        await().atMost(Host.PATIENCE).until(() -> Files.exists(home.resolve("tries")));
        host.supervisor.stop("a");
        assertThat(host.status("a").health()).isEqualTo(HealthState.NONE);
        long tries = Files.size(home.resolve("tries"));
        // Three looks at another agent are as long as three looks at this one would have been.
        host.run(host.shell("b", "exec sleep 300", RestartPreset.FAST)
                .withRequested(health("echo x >>others", Action.REPORT)));
        await().atMost(Host.PATIENCE)
                .until(() -> Files.exists(home.resolve("others")) && Files.size(home.resolve("others")) >= 6);
        assertThat(home.resolve("tries")).hasSize(tries);
        assertThat(host.status("a").state()).isEqualTo(ProcessState.STOPPED);
        assertThat(host.events).singleElement().satisfies(event -> {
            assertThat(event.agent()).isEqualTo("b");
            assertThat(event.type()).isEqualTo(Event.Type.HEALTHY);
        });
    }

    @Test
    void looksAgainAtWhatItAdopts() throws Exception {
        var before = host.run(agent("echo x >>tries", Action.REPORT));
        awaitHealth(HealthState.HEALTHY);
        host.restart();
        assertThat(host.status("a").pid()).isEqualTo(before.pid());
        long tries = Files.size(home.resolve("tries"));
        awaitHealth(HealthState.HEALTHY);
        await().atMost(Host.PATIENCE).until(() -> Files.size(home.resolve("tries")) > tries);
    }

    @Test
    void probesRunAsTheAgentRuns() throws Exception {
        host.run(agent("test $GREETING = hello -a $BOOTAGENT_AGENT = a -a $PWD = " + home, Action.REPORT));
        awaitHealth(HealthState.HEALTHY);
    }

    private AgentSpec agent(String check, Action action) {
        return host.shell("a", "exec sleep 300", RestartPreset.FAST).withRequested(health(check, action));
    }

    private static AgentOptions health(String script, Action action) {
        return AgentOptions.builder()
                .health(check(List.of("sh", "-c", script), action))
                .build();
    }

    /** Returns a check whose outcome arrives even on a busy machine. */
    private static HealthCheck check(List<String> command, Action action) {
        return check(command, action, Duration.ofSeconds(10));
    }

    private static HealthCheck check(List<String> command, Action action, Duration timeout) {
        return new HealthCheck(HealthCheck.Kind.EXEC, command, null, PERIOD, Duration.ZERO, timeout, 2, action);
    }

    private void awaitHealth(HealthState state) {
        await().atMost(Host.PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> host.status("a").health() == state);
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }
}
