package org.bootagent.booter.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FleetClockTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private Instant machines = BEGIN;
    private Duration ran = Duration.ofDays(3);
    private Duration slept = Duration.ZERO;
    private final FleetClock clock = new FleetClock(new Machines(), () -> ran, () -> slept);

    private void pass(Duration time) {
        ran = ran.plus(time);
        machines = machines.plus(time);
    }

    private void set(Duration by) {
        machines = machines.plus(by);
    }

    private Duration between() {
        return Duration.between(clock.instant(), machines);
    }

    @Test
    void goesWithTheMachines() {
        for (int i = 0; i < 1000; i++) {
            pass(Duration.ofMillis(700));
            set(Duration.ofMillis(i % 2 == 0 ? 1 : -1));
            assertThat(clock.instant()).isEqualTo(machines);
        }
    }

    @Test
    void doesNotStepButCatchesUp() {
        for (Duration step : new Duration[] {Duration.ofHours(2), Duration.ofHours(-2)}) {
            var before = clock.instant();
            set(step);
            assertThat(clock.instant()).isEqualTo(before);
            var last = before;
            int minutes = 0;
            while (between().abs().compareTo(Duration.ofSeconds(2)) > 0 && minutes++ < 10_000) {
                pass(Duration.ofMinutes(1));
                var now = clock.instant();
                assertThat(Duration.between(last, now)).isBetween(Duration.ofSeconds(57), Duration.ofSeconds(63));
                last = now;
            }
            assertThat(minutes).isBetween(2_000, 2_500);
            pass(Duration.ofSeconds(1));
            clock.instant();
            pass(Duration.ofSeconds(1));
            assertThat(between()).isZero();
        }
    }

    @Test
    void neverGoesBack() {
        var before = clock.instant();
        set(Duration.ofMillis(-1500));
        assertThat(clock.instant()).isEqualTo(before);
        pass(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo(machines);
    }

    @Test
    void hasSleptWithTheMachine() {
        clock.instant();
        slept = Duration.ofHours(3);
        set(Duration.ofHours(3));
        assertThat(clock.instant()).isEqualTo(machines);
        pass(Duration.ofSeconds(10));
        set(Duration.ofHours(1));
        assertThat(between()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(60));
    }

    @Test
    void followsAtOnceWhatWasPlainlyWrong() {
        set(Duration.ofDays(400));
        assertThat(clock.instant()).isEqualTo(machines);
        set(Duration.ofDays(-30));
        assertThat(clock.instant()).isEqualTo(machines);
    }

    @Test
    void timeThatHasSurelyPassedHasPassedWhileItCatchesUp() {
        var time = Duration.ofMinutes(15);
        var before = clock.instant();
        set(Duration.ofHours(2));
        clock.instant();
        pass(time.minusSeconds(1));
        assertThat(clock.instant()).isAfter(before.plus(time)).isBefore(before.plus(FleetClock.surely(time)));
    }

    @Test
    void machinesOwnClocksAreRead() {
        var system = FleetClock.system();
        var first = system.instant();
        assertThat(Duration.between(first, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
        assertThat(system.instant()).isAfterOrEqualTo(first);
    }

    private final class Machines extends Clock {
        @Override
        public Instant instant() {
            return machines;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
