package org.bootagent.process.supervisor.restart;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
    private static final Instant UP = Instant.parse("2026-01-01T00:00:07Z");

    @Test
    void classicHoldsOffThreeMinutesAndRestartsAtTheNextCheck() {
        var exit = UP.plusSeconds(100);
        assertThat(restart(RestartPolicy.CLASSIC, crash(20), exit)).contains(UP.plusSeconds(300));
        assertThat(restart(RestartPolicy.CLASSIC, crash(20), UP.plusSeconds(120)))
                .contains(UP.plusSeconds(300));
        assertThat(restart(RestartPolicy.CLASSIC, crash(20), UP.plusSeconds(121)))
                .contains(UP.plusSeconds(360));
    }

    @Test
    void classicRestartsANormalExitAtTheNextCheck() {
        assertThat(restart(RestartPolicy.CLASSIC, normal(20), UP.plusSeconds(61)))
                .contains(UP.plusSeconds(120));
    }

    @Test
    void classicGivesUpAfterMoreThanThreeAbnormalExitsInARow() {
        assertThat(delays(RestartPolicy.CLASSIC, crash(20), 4)).hasSize(3);
        assertThat(delays(RestartPolicy.CLASSIC, crash(899), 4)).hasSize(3);
    }

    @Test
    void classicDoesNotCountAnExitAfterAQuarterOfAnHour() {
        assertThat(delays(RestartPolicy.CLASSIC, crash(900), 9)).hasSize(9);
    }

    @Test
    void classicsRowIsBrokenByALongLifeAndByANormalExit() {
        for (var between : List.of(crash(900), normal(1))) {
            var failures = Failures.NONE;
            for (int i = 0; i < 3; i++) {
                failures =
                        RestartPolicy.CLASSIC.after(crash(1), failures, UP, UP).failures();
            }
            assertThat(failures.count()).isEqualTo(3);
            failures = RestartPolicy.CLASSIC.after(between, failures, UP, UP).failures();
            assertThat(failures.count()).isZero();
        }
    }

    @Test
    void sidecarRetriesThreeTimesAfterTwoSeconds() {
        assertThat(delays(RestartPolicy.SIDECAR, crash(1), 9)).containsExactly(2000L, 2000L, 2000L);
        assertThat(delays(RestartPolicy.SIDECAR, normal(1), 9)).containsExactly(2000L, 2000L, 2000L);
    }

    @Test
    void sidecarsCountIsResetAfterAMinuteOfLife() {
        assertThat(delays(RestartPolicy.SIDECAR, crash(60), 20)).hasSize(20);
    }

    /** An original sidecar counts like this: three restarts after it, the third of them the last. */
    @Test
    void sidecarsNewCountBeginsWithTheExitAfterALongLife() {
        var failures =
                RestartPolicy.SIDECAR.after(crash(115), Failures.NONE, UP, UP).failures();
        for (int restart = 1; restart <= 2; restart++) {
            var decision = RestartPolicy.SIDECAR.after(crash(0), failures, UP, UP);
            assertThat(decision.restart()).isPresent();
            failures = decision.failures();
        }
        assertThat(RestartPolicy.SIDECAR.after(crash(0), failures, UP, UP).restart())
                .isEmpty();
    }

    @Test
    void fastDoublesItsDelayAndGivesUpAtTheTenthFailure() {
        assertThat(delays(RestartPolicy.FAST, crash(0), 20))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 12800L, 25600L);
    }

    @Test
    void fastForgetsFailuresOfTenMinutesAgo() {
        var failures = Failures.NONE;
        for (int i = 0; i < 9; i++) {
            failures = RestartPolicy.FAST.after(crash(0), failures, UP, UP).failures();
        }
        assertThat(RestartPolicy.FAST
                        .after(crash(0), failures, UP.plusSeconds(600), UP)
                        .restart())
                .isEmpty();
        assertThat(RestartPolicy.FAST
                        .after(crash(0), failures, UP.plusSeconds(601), UP)
                        .restart())
                .isPresent();
    }

    @Test
    void fastStartsOverAfterAMinuteOfLife() {
        assertThat(delays(RestartPolicy.FAST, crash(60), 20)).hasSize(20).containsOnly(100L);
    }

    @Test
    void fastSlowsDownANormalExitButNeverGivesUp() {
        assertThat(delays(RestartPolicy.FAST, normal(0), 20))
                .hasSize(20)
                .containsSubsequence(25600L, 51200L, 60000L)
                .endsWith(60000L);
    }

    @Test
    void anUnknownExitCodeIsNoSuccess() {
        assertThat(delays(RestartPolicy.CLASSIC, new AgentExit(OptionalInt.empty(), Duration.ZERO), 9))
                .hasSize(3);
    }

    /** Returns the milliseconds from each exit to the restart, until it gives up or has ended so often. */
    private static List<Long> delays(RestartPolicy policy, AgentExit exit, int exits) {
        var delays = new ArrayList<Long>();
        var failures = Failures.NONE;
        var now = UP;
        for (int i = 0; i < exits; i++) {
            now = now.plus(exit.lived());
            var decision = policy.after(exit, failures, now, UP);
            if (decision.restart().isEmpty()) {
                break;
            }
            delays.add(Duration.between(now, decision.restart().get()).toMillis());
            failures = decision.failures();
            now = decision.restart().get();
        }
        return delays;
    }

    private static Optional<Instant> restart(RestartPolicy policy, AgentExit exit, Instant now) {
        return policy.after(exit, Failures.NONE, now, UP).restart();
    }

    private static AgentExit crash(long seconds) {
        return new AgentExit(OptionalInt.of(1), Duration.ofSeconds(seconds));
    }

    private static AgentExit normal(long seconds) {
        return new AgentExit(OptionalInt.of(0), Duration.ofSeconds(seconds));
    }
}
